"""Each importable thing as a resource: its list, its rows by key, many rows at once, files, and its parts."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, BinaryIO, Literal, cast
from urllib.parse import unquote

from django.http import HttpResponse
from django.utils import timezone
from ninja import Header, Path, Query, Router, Schema
from pydantic import BaseModel, Field, create_model

from khuevan.access.public import OutOfReach, Request
from khuevan.exchange import feed, reading, rules, writing
from khuevan.exchange.api.saying import (
    MOST_ERRORS,
    MOST_ROWS,
    Counts,
    Wrong,
    answered,
    counts,
    faulty,
    wrong,
)
from khuevan.exchange.api.shapes import answer_of, example_of, shape_of, texts
from khuevan.exchange.contracts import Holder
from khuevan.exchange.profiles import Sight, sight
from khuevan.exchange.shapes import etag, title_of
from khuevan.intake import public as intake

MOST_REASON = 300
IfMatch = Annotated[
    str,
    Header(
        alias="If-Match", max_length=2000, description="The ETag that was read: written only while it is so."
    ),
]  # fmt: skip
IfNoneMatch = Annotated[
    str, Header(alias="If-None-Match", max_length=2000, description="*: only where there is none yet.")
]  # fmt: skip
Until = Annotated[
    date | None, Query(description="The first day without the row: today by default, none in the future.")
]
Wise = Annotated[intake.Mode, Query(description="all: one wrong row keeps all out; rows: each for itself.")]
Trial = Annotated[bool, Query(description="Check alone; nothing goes in.")]
Once = Annotated[
    str, Header(alias="Idempotency-Key", max_length=255, description="The same key: the first answer again.")
]
Reason = Annotated[
    str,
    Header(
        alias="Reason", max_length=900,
        description="Why, such as a decision's number: kept, never in the address. UTF-8, percent-encoded.",
    ),
]  # fmt: skip
_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


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


class Parts(Schema):
    """Where readers of a list begin who read it side by side: each a value of ``after``."""

    partitions: list[str]


def holder_of(request: Request) -> Holder:
    """Whose key was shown; it was looked at before any operation."""
    return cast(Holder, cast(Any, request).holder)


def seen_by(request: Request, thing: intake.Description) -> Sight:
    """The columns that the key sees, or ``OutOfReach`` where its profile does not name the resource."""
    found = sight(thing, holder_of(request))
    if found is None:
        raise OutOfReach(thing.name)
    return found


def asked_for(seen: Sight, fields: list[str]) -> list[str]:
    """The columns to answer: those asked for, of those the key sees."""
    return [name for name in seen.reads if not fields or name in fields] or [*seen.reads[:1]]


def collection(importable: intake.Importable) -> Router:
    """The resource of one importable thing."""
    thing = importable.description
    shape, answer, router, name = shape_of(thing), answer_of(thing), Router(), thing.name
    title, tags = title_of(thing), [f"{thing.vi} · {thing.en}"]
    page = create_model(f"{title}Page", items=(list[answer], ...), next=(str | None, None))
    several = Annotated[list[shape], Field(min_length=1, max_length=MOST_ROWS)]
    many = create_model(f"{title}Rows", items=(several, ...))
    column = Literal[tuple(one.name for one in thing.columns)]
    parts: dict[str, Any] = {name: _part(thing, name) for name in thing.key}
    key_in_path = create_model(f"{title}Key", **parts)
    by_key = "/" + "/".join(f"{{{part}}}" for part in thing.key)

    @router.post("", response={200: Counts}, operation_id=f"bring{title}", tags=tags)
    def bring_rows(request: Request, rows: many, if_match: IfMatch = "", once: Once = "") -> HttpResponse:
        """Make or change up to 1,000 rows: all of them or, where one is wrong, none."""
        seen = seen_by(request, thing)
        writing.require_unchanged(
            name=name, if_match=if_match, careful=holder_of(request).careful, actor=request.actor
        )
        brought = writing.bring_rows(
            name=name, rows=[texts(row) for row in cast(Any, rows).items], seen=seen, mode=intake.Mode.ALL,
            actor=request.actor, at=request.received_at,
        )  # fmt: skip
        if brought.faults:
            return faulty(brought.faults, thing, "items.{row}.")
        return answered(counts(brought.merged).model_dump())

    if importable.close:

        @router.delete(by_key, response={200: answer, 204: None}, operation_id=f"end{title}", tags=tags)
        def end_row(
            request: Request, key: Path[key_in_path], until: Until = None, reason: Reason = "",
            if_match: IfMatch = "", once: Once = "",
        ) -> HttpResponse:  # fmt: skip
            """End a row: it closes by its dates, and what was stays in the history.

            ``until``: the first day without it, today by default, none in the future. 204: it is gone from
            the list. 200: the list keeps it, with its end. 422: something still stands on it.
            """
            row = writing.close(
                name=name, key=_key(key), day=until or timezone.localdate(request.received_at),
                reason=_reason(reason), seen=seen_by(request, thing), careful=holder_of(request).careful,
                if_match=if_match, actor=request.actor, at=request.received_at,
            )  # fmt: skip
            if row is None:
                return HttpResponse(status=HTTPStatus.NO_CONTENT)
            kept = answered(row)
            kept.headers["ETag"] = etag(row)
            return kept

    if not importable.gives_rows:  # such as nothing gives out is only brought in
        return router

    @router.get("", response={200: page}, operation_id=f"list{title}", tags=tags)
    def list_rows(
        request: Request,
        limit: int = Query(100, ge=1, le=MOST_ROWS, description="Rows a page."),
        after: str = Query("", max_length=4000, description="Where the page begins: see the operation."),
        # The library's way to say what a parameter is.
        fields: list[column] = Query([], description="Columns; the key always comes."),  # noqa: B008
    ) -> HttpResponse:
        """Rows in reach, keys ascending. ``after`` is the ``next`` of the page before, or a partition.

        The ``ETag`` is the list's: sent back as ``If-Match``, it keeps rows out that meet other changes.
        """
        mark = feed.newest()
        chosen = asked_for(seen_by(request, thing), fields)
        found = reading.page(name=name, actor=request.actor, limit=limit, after=after, fields=chosen)
        said = answered({"items": found.items, "next": found.next})
        said.headers["ETag"] = f'W/"{mark}"'
        return said

    @router.get(by_key, response={200: answer}, operation_id=f"get{title}", tags=tags)
    def get_row(request: Request, key: Path[key_in_path]) -> HttpResponse:
        """One row by its natural key, with the ``ETag`` of its content."""
        return _one(request, thing, key)

    @router.put(by_key, response={200: answer, 201: answer}, operation_id=f"put{title}", tags=tags)
    def put_row(
        request: Request,
        key: Path[key_in_path],
        row: shape,
        if_match: IfMatch = "",
        if_none_match: IfNoneMatch = "",
        once: Once = "",
    ) -> HttpResponse:
        """Make a row or change it.

        ``If-Match``: only while it is as it was read. ``If-None-Match: *``: only where there is none.
        """
        brought = writing.put(
            name=name, key=_key(key), row=texts(row), seen=seen_by(request, thing),
            careful=holder_of(request).careful, if_match=if_match, if_none_match=if_none_match,
            actor=request.actor, at=request.received_at,
        )  # fmt: skip
        if brought.faults:
            return faulty(brought.faults, thing, "")
        return _one(request, thing, key, HTTPStatus.CREATED if brought.merged.inserted else HTTPStatus.OK)

    return router


def partitions(thing: intake.Description) -> Router:
    """How many readers may read one resource side by side."""
    router, name = Router(tags=[f"{thing.vi} · {thing.en}"]), thing.name

    @router.get("", response={200: Parts}, operation_id=f"partition{title_of(thing)}")
    def list_partitions(
        request: Request,
        number: int = Query(8, ge=1, le=reading.MOST_PARTITIONS, description="How many readers."),
    ) -> HttpResponse:
        """Cut the list into up to 200 like parts: each is the ``after`` of a reader's first page.

        Each row is in exactly one of them, also one that is added meanwhile.
        """
        seen_by(request, thing)
        found = reading.partitions(name=name, actor=request.actor, number=number)
        return answered({"partitions": found})

    return router


def files(thing: intake.Description) -> Router:
    """The way in for whole files of one importable thing."""
    router, name = Router(tags=["Tệp · Files"]), thing.name

    @router.post("", response={202: Job}, openapi_extra=_FILE, operation_id=f"handIn{title_of(thing)}")
    def hand_in(
        request: Request, mode: Wise = intake.Mode.ALL, dry_run: Trial = False, if_match: IfMatch = "",
        once: Once = "",
    ) -> HttpResponse:  # fmt: skip
        """Hand a file in as the body: CSV, XLSX or Parquet by the template. A job reads it: ``Location``."""
        seen = seen_by(request, thing)
        if len(seen.writes) < len(thing.columns):
            raise rules.NotByFile()
        writing.require_unchanged(
            name=name, if_match=if_match, careful=holder_of(request).careful and not dry_run,
            actor=request.actor,
        )  # fmt: skip
        batch = intake.receive(
            name=name, file=cast(BinaryIO, request), filename="", mode=mode, dry_run=dry_run,
            actor=request.actor, at=request.received_at,
        )  # fmt: skip
        intake.run_later(batch.id)
        answer = answered(job_of(batch).model_dump(), HTTPStatus.ACCEPTED)
        answer.headers["Location"] = f"/api/v1/jobs/{batch.ref}"
        return answer

    return router


def job_of(batch: intake.BatchFacts) -> Job:
    """A file's job, as it is said."""
    thing = {one.description.name: one.description for one in intake.registered()}.get(batch.importable)
    found = intake.faults(batch, limit=MOST_ERRORS).to_dicts() if batch.over else []
    faults = [intake.Fault(row["code"], row[intake.ROW], row["column"]) for row in found]
    return Job(
        id=batch.ref, resource=batch.importable, phase=batch.phase, rows_done=batch.rows_done,
        rows_total=batch.rows_total, accepted=batch.accepted, refused=batch.refused,
        counts=counts(batch.merged), errors=wrong([*batch.refusal, *faults], thing, "rows.{row}.", 0),
    )  # fmt: skip


def _one(
    request: Request, thing: intake.Description, key: BaseModel, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    fields = seen_by(request, thing).reads
    row = reading.one(name=thing.name, key=_key(key), actor=request.actor, fields=fields)
    answer = answered(row, status)
    answer.headers["ETag"] = etag(row)
    return answer


def _part(thing: intake.Description, name: str) -> Any:
    """A part of the natural key as it stands in an address: any text, for what is no key is not there."""
    column = thing.column(name)
    example = example_of(column)
    about: dict[str, Any] = {"description": f"{column.vi} · {column.en}"}
    if example is not None:
        about["examples"] = [str(example)]
    return Annotated[str, Field(**about)], ...


def _reason(said: str) -> str:
    words = "".join(sign if sign.isprintable() else " " for sign in unquote(said))
    return " ".join(words.split())[:MOST_REASON] or rules.UNSAID


def _key(key: BaseModel) -> tuple[str, ...]:
    return tuple(key.model_dump().values())
