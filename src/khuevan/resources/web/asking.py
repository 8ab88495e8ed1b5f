"""What the pages of this room read from an address, and the files they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from khuevan.access.public import Actor, OutOfReach, Permission, Request
from khuevan.intake.public import table_csv, table_xlsx
from khuevan.org.public import KINDS, Sector, UnitFacts, above_unit
from khuevan.resources.contracts import Fact
from khuevan.schooling.public import latest_year

YEARS_BACK = 4
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INSTITUTIONS = [kind for kind, said in KINDS.items() if said.sector in {Sector.PRESCHOOL, Sector.GENERAL}]


def vietnamese() -> bool:
    """Whether the page speaks Vietnamese."""
    return (get_language() or "vi").startswith("vi")


def word(pair: tuple[str, str] | Sequence[str]) -> str:
    """One of a pair of words, Vietnamese and English, by the page's language."""
    return pair[0 if vietnamese() else 1]


def fact_word(fact: Fact) -> str:
    """What a fact of premises is called."""
    return word((fact.vi, fact.en))


def kind_word(kind: str) -> str:
    """What people call a kind of unit."""
    return word((KINDS[kind].vi, KINDS[kind].en)) if kind in KINDS else kind


def kinds() -> list[tuple[str, str]]:
    """The kinds of institutions and their words, for a filter."""
    return [(str(kind), kind_word(kind)) for kind in INSTITUTIONS]


def day_of(request: Request) -> date:
    """The day of the request in Viet Nam."""
    return timezone.localdate(request.received_at)


def years(request: Request) -> list[int]:
    """The school years a page offers, the latest first."""
    latest = latest_year(day_of(request)) or day_of(request).year
    return [latest - back for back in range(YEARS_BACK)]


def year_of(request: Request) -> int:
    """The school year in the address; the latest where there is none or it is none of those offered."""
    asked, offered = request.GET.get("year", ""), years(request)
    found = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else offered[0]
    return found if found in offered else offered[0]


def page_of(request: Request) -> int:
    """The number of the page in the address, from 1."""
    asked = request.GET.get("page", "")
    return max(1, int(asked[:6])) if asked.isascii() and asked.isdigit() else 1


def one_of(request: Request, name: str, values: Sequence[str]) -> str:
    """A filter of the address that is one of these values, or empty."""
    asked = request.GET.get(name, "")
    return asked if asked in values else ""


def home(actor: Actor, may: Permission) -> int:
    """The unit at the top of what the actor reaches by a permission, or ``OutOfReach``."""
    branches = sorted(actor.reaches.get(may, ()), key=len)
    parts = branches[0].strip("/").split("/") if branches else [""]
    if not parts[-1]:
        raise OutOfReach("unit")
    return int(parts[-1])


def above(actor: Actor, unit: UnitFacts, may: Permission) -> list[UnitFacts]:
    """The units above one that the actor reaches too, from the top."""
    return [one for one in above_unit(unit.path) if actor.may_at(may, one.path)]


def file_of(
    request: Request, frame: pl.DataFrame, titles: Mapping[str, str], *, name: str,
    about: Sequence[tuple[str, str]] = (),
) -> HttpResponse | None:  # fmt: skip
    """What is seen, as the file that the address asks for; ``None`` where it asks for none."""
    match request.GET.get("format"):
        case "csv":
            answer = HttpResponse(table_csv(frame, titles), content_type="text/csv; charset=utf-8")
        case "xlsx":
            answer = HttpResponse(table_xlsx(frame, titles, name=name, about=about), content_type=SHEET)
        case _:
            return None
    ending = request.GET["format"]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


def with_filter(request: Request, **change: object) -> str:
    """The address's filters with some changed; an empty value takes one away."""
    asked = request.GET.copy()
    for key, value in change.items():
        asked.pop(key, None)
        if value:
            asked[key] = str(value)
    return f"?{asked.urlencode()}"
