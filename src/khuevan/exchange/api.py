"""The interface for programs, version 1: every importable thing as a resource, from its one description.

Reading is by pages in the order of the natural keys; writing is by the same checks, merge and entry of the
journal as a file's. Who acts is said by a key, whose reach is its office's. Troubles are told as RFC 9457.
"""

import json
from http import HTTPStatus
from typing import Annotated, Any, BinaryIO, Literal, cast

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import localize
from django.utils.translation import get_language, gettext
from ninja import Header, NinjaAPI, Path, Query, Router, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle
from pydantic import BaseModel, Field, create_model

from khuevan.access.public import NOBODY, OutOfReach, Request
from khuevan.exchange import reading, rules
from khuevan.exchange.shapes import etag, key_of, shape_of, texts
from khuevan.intake import public as intake
from khuevan_kernel.identity import BadReference
from khuevan_kernel.law import Refusal

log = structlog.get_logger("khuevan.exchange")
MOST_ROWS = 1000
MOST_ERRORS = 200
RATE = "1200/m"
PROBLEM = "application/problem+json"


class ByKey(HttpBearer):
    """A key in the header. The middleware has found whose it is before any view."""

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        """Who acts, where the key holds and its office still has a role."""
        actor = cast(Request, request).actor
        return actor.id if actor != NOBODY and actor.reaches else None


class Wrong(Schema):
    """One thing that is wrong with what was sent: where, by which rule, in words."""

    path: str
    code: str
    detail: str


class Problem(Schema):
    """What was not done, and why (RFC 9457). ``remedy`` says what to do; ``errors`` name each place."""

    type: str
    title: str
    status: int
    code: str
    remedy: str = ""
    errors: list[Wrong] = []


class Counts(Schema):
    """What became of the rows that were sent."""

    inserted: int
    updated: int
    unchanged: int


class Job(Schema):
    """A file on its way into a register. ``phase`` ends with done, known, refused, cancelled or failed."""

    id: str
    resource: str
    phase: str
    rows_done: int
    rows_total: int
    accepted: int
    refused: int
    counts: Counts
    errors: list[Wrong]


class Me(Schema):
    """For whom the key acts, and the resources that it may read and write."""

    office: str
    purpose: str
    resources: list[str]


api = NinjaAPI(
    title="Khuê Văn",
    version="1.0.0",
    description="Các danh mục của ngành giáo dục, cho phần mềm · The registers of education, for programs.",
    urls_namespace="api-v1",
    docs_url=None,
    auth=ByKey(),
    throttle=[AuthRateThrottle(RATE)],
)
_TROUBLES: dict[Any, Any] = dict.fromkeys([400, 401, 404, 409, 412, 422, 429, 503], Problem)
_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _collection(thing: intake.Description) -> Router:
    """The resource of one importable thing: its list, its rows by key, and many rows at once."""
    shape, router, name = shape_of(thing), Router(tags=[f"{thing.vi} · {thing.en}"]), thing.name
    title = shape.__name__
    page = create_model(f"{title}Page", items=(list[shape], ...), next=(str | None, None))
    several = Annotated[list[shape], Field(min_length=1, max_length=MOST_ROWS)]
    many = create_model(f"{title}Rows", items=(several, ...))
    column = Literal[tuple(one.name for one in thing.columns)]
    parts: dict[str, Any] = dict.fromkeys(thing.key, (str, ...))
    key_in_path = create_model(f"{title}Key", **parts)
    by_key = "/" + "/".join(f"{{{part}}}" for part in thing.key)

    @router.get("", response={200: page, **_TROUBLES}, operation_id=f"list{title}")
    def list_rows(
        request: Request,
        limit: int = Query(100, ge=1, le=MOST_ROWS),
        after: str = "",
        partition: str = Query("1/1", pattern=r"^[0-9]{1,3}/[0-9]{1,3}$"),
        fields: list[column] = Query([]),  # noqa: B008  the library's way to say what a parameter is
    ) -> HttpResponse:
        """Rows in reach, keys ascending. ``partition`` k/n: the k-th of n parts, n at most 200."""
        chosen = frozenset(fields)
        found = reading.page(
            name=name, actor=request.actor, limit=limit, after=after, partition=partition, fields=chosen
        )
        return _json({"items": found.items, "next": found.next})

    @router.get(by_key, response={200: shape, **_TROUBLES}, operation_id=f"get{title}")
    def get_row(request: Request, key: Path[key_in_path]) -> HttpResponse:
        """One row by its natural key, with the ``ETag`` of its content."""
        return _row(reading.one(name=name, key=_key(key), actor=request.actor))

    @router.put(by_key, response={200: shape, 201: shape, **_TROUBLES}, operation_id=f"put{title}")
    def put_row(
        request: Request,
        key: Path[key_in_path],
        row: shape,
        if_match: Annotated[str, Header(alias="If-Match")] = "",
        if_none_match: Annotated[str, Header(alias="If-None-Match")] = "",
    ) -> HttpResponse:
        """Make a row or change it.

        ``If-Match``: only while it is as it was read. ``If-None-Match: *``: only where there is none.
        """
        sent = texts(row)
        if key_of(sent, thing) != _key(key):
            raise rules.KeysDiffer()
        before = _before(request, name, _key(key))
        unlike = if_match and (before is None or if_match not in {"*", etag(before)})
        if unlike or (if_none_match and before is not None):
            raise rules.Changed()
        brought = intake.bring(name=name, rows=[sent], actor=request.actor, at=request.received_at)
        if brought.faults:
            return _faulty(brought.faults, thing, "")
        status = HTTPStatus.CREATED if brought.merged.inserted else HTTPStatus.OK
        return _row(reading.one(name=name, key=_key(key), actor=request.actor), status)

    @router.post("", response={200: Counts, **_TROUBLES}, operation_id=f"bring{title}")
    def bring_rows(request: Request, rows: many) -> HttpResponse:
        """Make or change up to 1,000 rows: all of them or, where one is wrong, none."""
        sent = [texts(row) for row in cast(Any, rows).items]
        brought = intake.bring(name=name, rows=sent, actor=request.actor, at=request.received_at)
        if brought.faults:
            return _faulty(brought.faults, thing, "items.{row}.")
        return _json(_counts(brought.merged).model_dump())

    return router


def _files(thing: intake.Description) -> Router:
    """The way in for whole files of one importable thing."""
    router, name = Router(tags=["Tệp · Files"]), thing.name

    @router.post(
        "",
        response={202: Job, **_TROUBLES},
        openapi_extra=_FILE,
        operation_id=f"handIn{shape_of(thing).__name__}",
    )
    def hand_in(request: Request, mode: intake.Mode = intake.Mode.ALL, dry_run: bool = False) -> HttpResponse:
        """Hand a file in as the body: CSV, XLSX or Parquet by the template. A job reads it: ``Location``."""
        batch = intake.receive(
            name=name, file=cast(BinaryIO, request), filename="", mode=mode, dry_run=dry_run,
            actor=request.actor, at=request.received_at,
        )  # fmt: skip
        intake.run_later(batch.id)
        answer = _json(_job(batch).model_dump(), HTTPStatus.ACCEPTED)
        answer.headers["Location"] = f"/api/v1/jobs/{batch.ref}"
        return answer

    return router


@api.get("/me", response={200: Me, **_TROUBLES}, operation_id="me", tags=["Khóa · The key"])
def me(request: Request) -> HttpResponse:
    """For whom the key acts, and what it may read and write."""
    actor = request.actor
    names = [one.description.name for one in intake.importables(actor)]
    return _json(Me(office=actor.office, purpose=actor.purpose, resources=names).model_dump())


@api.get("/jobs/{job}", response={200: Job, **_TROUBLES}, operation_id="job", tags=["Tệp · Files"])
def get_job(request: Request, job: str) -> HttpResponse:
    """How far a file is and what was wrong in it: the first 200 places."""
    return _json(_job(intake.batch(request.actor, job)).model_dump())


def _key(key: BaseModel) -> tuple[str, ...]:
    return tuple(key.model_dump().values())


def _before(request: Request, name: str, key: tuple[str, ...]) -> dict[str, Any] | None:
    try:
        return reading.one(name=name, key=key, actor=request.actor)
    except OutOfReach:
        return None


def _row(row: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    answer = _json(row, status)
    answer.headers["ETag"] = etag(row)
    return answer


def _json(said: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    text = json.dumps(said, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/json")


def _counts(merged: intake.Merged) -> Counts:
    return Counts(inserted=merged.inserted, updated=merged.updated, unchanged=merged.unchanged)


def _job(batch: intake.BatchFacts) -> Job:
    thing = {one.description.name: one.description for one in intake.registered()}.get(batch.importable)
    found = intake.faults(batch, limit=MOST_ERRORS).to_dicts() if batch.over else []
    faults = [intake.Fault(row["code"], row[intake.ROW], row["column"]) for row in found]
    return Job(
        id=batch.ref, resource=batch.importable, phase=batch.phase, rows_done=batch.rows_done,
        rows_total=batch.rows_total, accepted=batch.accepted, refused=batch.refused,
        counts=_counts(batch.merged), errors=_wrong([*batch.refusal, *faults], thing, "rows.{row}.", 0),
    )  # fmt: skip


def _wrong(
    faults: list[intake.Fault], thing: intake.Description | None, before: str, first: int
) -> list[Wrong]:
    at = 1 if get_language() == "en" else 0
    return [
        Wrong(
            path=(before.format(row=fault.row - first) + fault.column).rstrip("."),
            code=fault.code,
            detail=intake.words(fault.code, thing)[at],
        )
        for fault in faults
    ]


def _faulty(faults: tuple[intake.Fault, ...], thing: intake.Description, before: str) -> HttpResponse:
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "exchange.rows-wrong",
        gettext("Nội dung chưa đúng; chưa có gì thay đổi."),
        remedy=gettext("Sửa từng chỗ trong “errors” rồi gửi lại cả lượt."),
        errors=_wrong([*faults[:MOST_ERRORS]], thing, before, 1),
    )  # fmt: skip


def problem(
    status: HTTPStatus, code: str, title: str, *, remedy: str = "", errors: list[Wrong] | None = None
) -> HttpResponse:
    """The answer to a request that was not done; whatever it had begun is undone."""
    transaction.set_rollback(True)
    said = Problem(
        type=f"urn:khuevan:{code}", title=title, status=status, code=code, remedy=remedy, errors=errors or []
    )
    return HttpResponse(said.model_dump_json(), status=status, content_type=PROBLEM)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    said, remedy = refusal.told(gettext, localize)
    changed = isinstance(refusal, rules.Changed)
    status = HTTPStatus.PRECONDITION_FAILED if changed else HTTPStatus.UNPROCESSABLE_ENTITY
    return problem(status, refusal.code, said, remedy=remedy)


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, trouble: ValidationError) -> HttpResponse:
    # Pydantic's place is (where, parameter, …path); the value itself is not repeated.
    errors = [
        Wrong(path=".".join(map(str, one["loc"][2:] or one["loc"][1:])), code=one["type"], detail=one["msg"])
        for one in trouble.errors
    ]
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "exchange.shape-wrong",
        gettext("Nội dung chưa đúng; chưa có gì thay đổi."),
        remedy=gettext("Xem kiểu của từng trường trong /api/v1/openapi.json."), errors=errors[:MOST_ERRORS],
    )  # fmt: skip


@api.exception_handler(OutOfReach)
@api.exception_handler(BadReference)
@api.exception_handler(Http404)
def _missing(request: HttpRequest, trouble: Exception) -> HttpResponse:
    return problem(
        HTTPStatus.NOT_FOUND, "exchange.not-found",
        gettext("Không có bản ghi này trong phạm vi của khóa."),
    )  # fmt: skip


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, trouble: AuthenticationError) -> HttpResponse:
    answer = problem(
        HTTPStatus.UNAUTHORIZED, "exchange.key-missing",
        gettext("Thiếu khóa, hoặc khóa không còn hiệu lực."),
        remedy=gettext("Gửi “Authorization: Bearer …”. Khóa tạo ở trang /me/keys."),
    )  # fmt: skip
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(HttpError)
def _other(request: HttpRequest, trouble: HttpError) -> HttpResponse:
    status = HTTPStatus(trouble.status_code)
    answer = problem(status, f"exchange.{status.phrase.lower().replace(' ', '-')}", status.phrase)
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = "60"
    return answer


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _unavailable(request: HttpRequest, trouble: Exception) -> HttpResponse:
    log.error("database", exc_info=trouble)
    answer = HttpResponse(
        Problem(
            type="urn:khuevan:unavailable", title=gettext("Dịch vụ tạm dừng"), code="unavailable", status=503
        ).model_dump_json(),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        content_type=PROBLEM,
    )
    answer.headers["Retry-After"] = "30"
    return answer


for _one in intake.registered():
    _address = _one.description.name.replace(".", "/")
    api.add_router(f"/{_address}", _collection(_one.description))
    api.add_router(f"/files/{_address}", _files(_one.description))
