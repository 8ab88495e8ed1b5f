"""The words of the interface: what it answers, and what it says when something was not done."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import get_language, gettext
from ninja import Schema

from khuevan.exchange import rules
from khuevan.exchange.profiles import UNKNOWN_FIELD
from khuevan.intake import public as intake

MOST_ROWS = 1000
MOST_ERRORS = 200
PROBLEM = "application/problem+json"


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


def answered(said: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """An answer in JSON."""
    text = json.dumps(said, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/json")


def problem(
    status: HTTPStatus, code: str, title: str, *, remedy: str = "", errors: list[Wrong] | None = None
) -> HttpResponse:
    """The answer to a request that was not done; whatever it had begun is undone."""
    transaction.set_rollback(True)
    said = Problem(
        type=f"urn:khuevan:{code}", title=title, status=status, code=code, remedy=remedy, errors=errors or []
    )
    return HttpResponse(said.model_dump_json(), status=status, content_type=PROBLEM)


def counts(merged: intake.Merged) -> Counts:
    """What became of rows, as it is said."""
    return Counts(inserted=merged.inserted, updated=merged.updated, unchanged=merged.unchanged)


def wrong(
    faults: list[intake.Fault], thing: intake.Description | None, before: str, first: int
) -> list[Wrong]:
    """Faults as they are said: ``before`` is what stands before a column's name, with the row's number in it,
    counted from 0 where ``first`` is the number of the first."""
    return [
        Wrong(
            path=(before.format(row=fault.row - first) + fault.column).rstrip("."),
            code=fault.code,
            detail=_words(fault.code, thing),
        )
        for fault in faults
    ]


def _words(code: str, thing: intake.Description | None) -> str:
    own = {UNKNOWN_FIELD: rules.FIELD_UNKNOWN, rules.RECORD_MOVED: rules.RECORD_MOVED_SAYS}
    if code in own:
        return gettext(own[code])
    return intake.words(code, thing)[1 if get_language() == "en" else 0]


def faulty(faults: tuple[intake.Fault, ...], thing: intake.Description, before: str) -> HttpResponse:
    """The answer to rows of which some are wrong: none went in."""
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "exchange.rows-wrong",
        gettext("Nội dung chưa đúng; chưa có gì thay đổi."),
        remedy=gettext("Sửa từng chỗ trong “errors” rồi gửi lại cả lượt."),
        errors=wrong([*faults[:MOST_ERRORS]], thing, before, 1),
    )  # fmt: skip
