"""How pages of this room say values, titles and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from khuevan.higher.contracts import criteria, lists
from khuevan.higher.contracts.registers import Register, RowFacts
from khuevan.intake.contracts import Code, Column, Kind
from khuevan_kernel.standards import WEIGHTS, Part, Result, rounded

VERDICTS = {
    "met": (_("Đạt"), "good"),
    "missed": (_("Không đạt"), "bad"),
    "unknown": (_("Chưa tính được"), "warn"),
    "exempt": (_("Không xét"), "off"),
}
TONES = {
    "studying": "good",
    "graduated": "",
    "reserved": "warn",
    "stopped": "warn",
    "left": "off",
    "moved": "off",
    "valid": "good",
    "corrected": "warn",
    "revoked": "bad",
    "cancelled": "bad",
    "active": "good",
    "ending": "warn",
    "closed": "off",
}
DEGREE_STATE = Column("state", "Tình trạng", "State", Kind.CODE, codes=lists.DEGREE_STATES)
STAGES = {
    "data": _("Chốt số liệu 31/12"),
    "finance": _("Chốt tài chính 31/3"),
    "published": _("Công bố kết quả 30/6"),
}


def said(words: Any) -> str:
    """Vietnamese or English, of whatever has both."""
    return str(words.vi if str(get_language()).startswith("vi") else words.en)


def label(codes: tuple[Code, ...], value: Any) -> str:
    """What a code of a list is called; the code itself where the list lacks it."""
    return next((said(one) for one in codes if one.value == str(value)), str(value or ""))


def column_of(register: Register, name: str) -> Column:
    """A register's column; a degree's state is none of its file."""
    if name == "state" and register.slug == "degrees":
        return DEGREE_STATE
    return register.description.column(name)


def cell(column: Column, value: Any) -> dict[str, Any]:
    """A value for a page: its kind, the value, its title, and a tone where it is a state."""
    shown, kind = value, str(column.kind)
    if column.codes:
        shown = label(column.codes, value)
        kind = "state" if column.name == "state" and value in TONES else "text"
    elif column.kind is Kind.INTEGER and column.name in {"year", "first_year", "last_intake"}:
        kind = "text"
    elif column.kind in {Kind.INTEGER, Kind.DECIMAL}:
        kind = "number"
    return {
        "title": said(column),
        "name": column.name,
        "kind": kind,
        "value": shown,
        "tone": TONES.get(str(value), ""),
    }


def cells(register: Register, row: RowFacts, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Several values of a row."""
    return [cell(column_of(register, name), row.values.get(name)) for name in names]


def past_cell(register: Register, name: str, value: Any) -> dict[str, Any] | None:
    """A former value as the database kept it; none for a column that no page shows."""
    known = {one.name for one in register.description.columns} | (
        {"state"} if register.slug == "degrees" else set()
    )
    if name not in known:
        return None
    column = column_of(register, name)
    if column.kind is Kind.DATE and isinstance(value, str):
        value = date.fromisoformat(value)
    if column.kind is Kind.DECIMAL and value is not None:
        value = Decimal(str(value))
    return cell(column, value)


def fact_words(name: str, year: int) -> str:
    """What a fact is called: ``learners.7.full``, ``revenue.2`` of two years before."""
    if name.startswith("learners."):
        _, group, form = name.split(".")
        of = WEIGHTS.on(date(year, 12, 31)).says.groups[int(group) - 1]
        forms = {one.value: one for one in (*lists.FORMS, *lists.LEVELS)}
        return f"{said(criteria.FACTS['learners'])}: {said(of)}, {said(forms[form]).lower()}"
    stem, _, last = name.rpartition(".")
    if last.isdigit() and stem in criteria.FACTS:
        return f"{said(criteria.FACTS[stem])}, {year - int(last)}"
    return said(criteria.FACTS[name]) if name in criteria.FACTS else name


def source_of(name: str) -> str:
    """The register that a fact is counted from."""
    return criteria.SOURCES.get(name.split(".")[0], "figures")


def part_line(part: Part) -> dict[str, Any]:
    """A part of a criterion as a page shows it."""
    words = criteria.PARTS[part.code]
    verdict, tone = VERDICTS[part.verdict]
    bounds = []
    for sign, side in (("≥", part.bound.least), (">", part.bound.above), ("≤", part.bound.most)):
        if side is not None:
            bounds.append({"sign": sign, "value": rounded(side)})
    return {
        "code": part.code,
        "title": said(words),
        "measure": words.measure,
        "value": rounded(part.value),
        "bounds": bounds,
        "verdict": verdict,
        "tone": tone,
    }


def result_line(result: Result) -> dict[str, Any]:
    """A criterion as a page shows it."""
    verdict, tone = VERDICTS[result.verdict]
    return {
        "code": result.criterion,
        "title": said(criteria.CRITERIA[result.criterion]),
        "verdict": verdict,
        "tone": tone,
        "parts": [part_line(one) for one in result.parts],
        "exempt": said(criteria.EXEMPT[result.exempt]) if result.exempt else "",
        "because": [str(one) for one in result.because],
    }


def by_standard(results: tuple[Result, ...]) -> list[dict[str, Any]]:
    """The criteria under their six standards."""
    return [
        {
            "code": code,
            "title": said(words),
            "criteria": [result_line(one) for one in results if one.criterion.startswith(f"{code}.")],
        }
        for code, words in criteria.STANDARDS.items()
    ]


def totals(verdicts: Mapping[str, str]) -> dict[str, int]:
    """How many criteria have each verdict."""
    return {name: sum(one == name for one in verdicts.values()) for name in VERDICTS}
