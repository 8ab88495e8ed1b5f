"""Records in the envelope of the National Data Centre; its names stand at the wire alone."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, cast

from django.http import HttpResponse
from django.utils.formats import localize
from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StrictInt, create_model

from khuevan.access.public import Request
from khuevan.exchange import services
from khuevan.exchange.api.resources import IfMatch, Once, holder_of, seen_by
from khuevan.exchange.api.saying import MOST_ROWS, Wrong, answered, wrong
from khuevan.exchange.api.shapes import shape_of, texts
from khuevan.exchange.contracts import Record, RecordEvent, Taken
from khuevan.exchange.shapes import title_of
from khuevan.exchange.writing import require_unchanged
from khuevan.intake import public as intake

EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _within_reason(moment: datetime) -> datetime:
    if not EARLIEST <= moment < LATEST:
        raise ValueError("not a moment of these years")
    return moment


def _about(vi: str, en: str, **more: Any) -> Any:
    return Field(description=f"{vi} · {en}", **more)


_ID = _about(
    "Mã bản ghi của bên gửi, không dùng lại", "The sender's id of the record, never used again",
    min_length=1, max_length=100, pattern=r"^[!-~]+$",
)  # fmt: skip
_VERSION = _about("Phiên bản, bên gửi tăng dần", "The version, increased by the sender", ge=1, le=2**53)
_MOMENT = _about("Thời gian nghiệp vụ bên gửi", "Business time at the sender")
_TECHNICAL: dict[str, Any] = {
    "idbanghi": (Annotated[str, _ID], ...),
    "phienban": (Annotated[StrictInt, _VERSION], ...),
    "thoigiancapnhat": (Annotated[AwareDatetime, AfterValidator(_within_reason), _MOMENT], ...),
}


class Result(Schema):
    """What became of a record. ``held`` is the highest version that has been taken."""

    idbanghi: str
    phienban: int
    result: Literal["accepted", "cancelled", "ignored", "refused"]
    held: int
    ngaycapnhat: datetime
    errors: list[Wrong]


class Results(Schema):
    """What became of each record, in the order they were sent."""

    results: list[Result]


def envelopes(thing: intake.Description) -> Router:
    """The way in for one resource's records in their envelope."""
    router, title, name = Router(tags=["Gói bản ghi · Record envelope"]), title_of(thing), thing.name
    full = create_model(
        f"{title}Record", __base__=shape_of(thing), sukien=(Literal["NEW", "UPdate"], ...), **_TECHNICAL
    )
    cancel = create_model(
        f"{title}Cancel", __config__=ConfigDict(extra="ignore"), sukien=(Literal["CANCEL"], ...), **_TECHNICAL
    )
    one = Annotated[full | cancel, Field(discriminator="sukien")]
    several = Annotated[list[one], Field(min_length=1, max_length=MOST_ROWS)]
    many = create_model(f"{title}Records", records=(several, ...))

    @router.post("", response={200: Results}, operation_id=f"take{title}")
    def take_records(request: Request, said: many, if_match: IfMatch = "", once: Once = "") -> HttpResponse:
        """Take up to 1,000 records, each for itself: NEW and UPdate make or change a row, CANCEL
        withdraws the record and ends its row on the business day. Where such rows do not end, the result is
        ``cancelled`` and ``errors`` says so; where something stands on the row, ``refused``.

        A record whose version is not above the highest taken from this office is ignored, whatever is in it.
        """
        seen = seen_by(request, thing)
        require_unchanged(
            name=name, if_match=if_match, careful=holder_of(request).careful and bool(if_match),
            actor=request.actor,
        )  # fmt: skip
        taken = services.take_records(
            name=name, records=[_record(record) for record in cast(Any, said).records], seen=seen,
            actor=request.actor, at=request.received_at,
        )  # fmt: skip
        results = [
            Result(
                idbanghi=each.id, phienban=each.version, result=each.result, held=each.held,
                ngaycapnhat=request.received_at,
                errors=wrong([*each.faults], thing, f"records.{place}.", 0) + _stays(each, place),
            )
            for place, each in enumerate(taken)
        ]  # fmt: skip
        return answered(Results(results=results).model_dump(mode="json"))

    return router


def _stays(one: Taken, place: int) -> list[Wrong]:
    if one.refusal is None:
        return []
    said, remedy = one.refusal.told(gettext, localize)
    return [Wrong(path=f"records.{place}", code=one.refusal.code, detail=f"{said} {remedy}".strip())]


def _record(said: BaseModel) -> Record:
    sent = cast(Any, said)
    row = {} if sent.sukien == "CANCEL" else texts(said)
    return Record(
        sent.idbanghi, RecordEvent(sent.sukien), sent.phienban, sent.thoigiancapnhat,
        {name: text for name, text in row.items() if name not in {*_TECHNICAL, "sukien"}},
    )  # fmt: skip
