"""Who has signed, who is late: by territory, for one's own office, and for the page of one's own work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.utils.translation import gettext

from khuevan.access.public import Actor, Permission
from khuevan.org.public import Kind, UnitFacts, units, units_below
from khuevan.reports.contracts import IN_FORCE, Form, Key, Level, Period, State
from khuevan.reports.models import Report
from khuevan.reports.rules import day_of, level_of
from khuevan.reports.selectors.deadlines import deadline, deadlines
from khuevan.reports.selectors.drafts import expected_below, schools_below
from khuevan.reports.selectors.reports import report_unit, rows_in_force
from khuevan.schooling.public import latest_year
from khuevan_kernel.work import Due


@dataclass(frozen=True, slots=True)
class Child:
    """A unit below an office: its report, whether it is late, and how many of its schools have signed."""

    unit: UnitFacts
    level: str
    state: str
    version: int
    signed_at: datetime | None
    late: bool
    schools: int
    signed: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reports below an office are."""

    unit: UnitFacts
    day: date
    children: tuple[Child, ...]
    schools: int
    signed: int


def progress(*, actor: Actor, key: Key, on: date) -> Progress:
    """How far the reports below an office in reach are on a day; those who are missing first."""
    unit, _ = report_unit(actor, key)
    expected = expected_below(unit, key.form, on)
    held = {row.unit_id: row for row in rows_in_force(key, expected)}
    last = deadlines(unit.path, key.school_year)
    schools = schools_below(unit.path, key.form, on)
    signed = _signed(key, unit.path)
    depth = unit.path.strip("/").count("/") + 2
    child = pl.col("path").str.split("/").list.get(depth).cast(pl.Int64)
    counts = schools.with_columns(child=child, done=pl.col("unit").is_in(list(signed)))
    by_child = {
        one: (many, done)
        for one, many, done in counts.group_by("child").agg(pl.len(), pl.col("done").sum()).iter_rows()
    }
    given = _returned(key, expected - held.keys())
    children = []
    for one in units(expected):
        row, level = held.get(one.id), str(level_of(one.kind, one.sector) or Level.COMMUNE)
        days = deadlines(one.path, key.school_year) if level == Level.PROVINCE else last
        late = (row.signed_at.date() if row else on) > days[key.period, level]
        state = row.state if row else given.get(one.id, "")
        many, done = by_child.get(one.id, (0, 0))
        children.append(
            Child(
                one, level, state, row.version if row else 0, row.signed_at if row else None, late, many, done
            )
        )
    children.sort(key=lambda one: (one.version > 0, not one.late, one.unit.name, one.unit.id))
    return Progress(unit, on, tuple(children), schools.height, int(counts["done"].sum()))


def _signed(key: Key, path: str) -> set[int]:
    rows = Report.objects.for_system("progress of an office in reach").filter(
        form=key.form, school_year=key.school_year, period=key.period, level=Level.SCHOOL,
        state__in=IN_FORCE, unit__path__startswith=path,
    )  # fmt: skip
    return set(rows.values_list("unit_id", flat=True))


def _returned(key: Key, units_without: set[int]) -> dict[int, str]:
    rows = Report.objects.for_system("progress of an office in reach").filter(
        unit__in=units_without, form=key.form, school_year=key.school_year, period=key.period
    )
    return dict(rows.order_by("version").values_list("unit_id", "state"))


@dataclass(frozen=True, slots=True)
class Mine:
    """A report that one's own unit owes: until when, and how it stands."""

    key: Key
    level: str
    opens: date
    last: date
    state: str
    version: int
    signed_at: datetime | None
    received: int


def mine(*, actor: Actor, unit: UnitFacts, school_year: int) -> list[Mine]:
    """The reports of a school year that a unit owes, in the order of their days."""
    level = level_of(unit.kind, unit.sector)
    if level is None:
        return []
    forms = [unit.sector] if level is Level.SCHOOL else [*Form]
    held = Report.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(
        unit=unit.id, school_year=school_year
    )
    newest = {
        (row.form, row.period): row
        for row in held.defer("figures", "learner_rows", "staff_rows").order_by("version")
    }
    received = _received(unit, school_year) if level is not Level.SCHOOL else {}
    found = []
    for period in Period:
        for form in forms:
            row = newest.get((form, period))
            key = Key(unit.id, str(form), school_year, str(period))
            found.append(Mine(
                key, level, day_of(school_year, period, "opens"),
                deadline(unit, school_year, period, level), row.state if row else "",
                row.version if row else 0, row.signed_at if row else None, received.get((form, period), 0),
            ))  # fmt: skip
    return found


def _received(unit: UnitFacts, school_year: int) -> Mapping[tuple[str, str], int]:
    rows = Report.objects.for_system("how many reports an office in reach has got").filter(
        unit__parent=unit.id, school_year=school_year, state__in=IN_FORCE
    )
    return Counter(rows.values_list("form", "period"))


def due(*, actor: Actor, on: date) -> Iterator[Due]:
    """What the office that the actor acts for has to sign now."""
    if not actor.may(Permission.REPORTS_SIGN) or actor.office.strip("/") == "":
        return
    found = units([int(actor.office.strip("/").split("/")[-1])])
    if not found or not actor.may_at(Permission.REPORTS_SIGN, found[0].path):
        return
    for one in mine(actor=actor, unit=found[0], school_year=latest_year(on)):
        if on < one.opens or one.state in IN_FORCE:
            continue
        about = gettext("Số liệu lấy từ sổ, chỉ cần xem và kí.")
        if one.level != Level.SCHOOL:
            about = gettext("Đã nhận %(count)s báo cáo cấp dưới.") % {"count": one.received}
        state, tone = (gettext("quá hạn"), "bad") if on > one.last else (gettext("chờ kí"), "warn")
        if one.state in {State.RETURNED, State.OPENED}:
            state, tone = gettext("được trả lại"), "bad"
        given = (found[0].ref, one.key.form, str(one.key.school_year), one.key.period)
        yield Due(title_of(one.key), about, "report", given, one.last, state, tone)


def title_of(key: Key) -> str:
    """What a report is called."""
    words = {
        "start": {"preschool": gettext("Báo cáo mầm non đầu năm học"),
                  "general": gettext("Báo cáo phổ thông đầu năm học")},
        "mid": {"preschool": gettext("Báo cáo mầm non giữa năm học"),
                "general": gettext("Báo cáo phổ thông giữa năm học")},
        "end": {"preschool": gettext("Báo cáo mầm non cuối năm học"),
                "general": gettext("Báo cáo phổ thông cuối năm học")},
    }  # fmt: skip
    return f"{words[key.period][key.form]} {key.school_year}–{key.school_year + 1}"


def status(*, school_year: int, period: str, on: date) -> dict[str, object]:
    """How far the country's reports of a period are: by form, each level and each province."""
    told: dict[str, object] = {"school_year": school_year, "period": period, "on": on.isoformat()}
    offices = units_below(["/"], on, ["office"])
    for form in Form:
        key = Key(0, str(form), school_year, period)
        schools = schools_below("/", form, on)
        signed = _signed(key, "/")
        province = pl.col("path").str.split("/").list.get(2).cast(pl.Int64, strict=False)
        by = schools.with_columns(province=province, done=pl.col("unit").is_in(list(signed)))
        names = offices.filter(pl.col("kind") == str(Kind.PROVINCE)).select(
            "name", code="province", province="unit"
        )
        counts = (
            by.group_by("province")
            .agg(schools=pl.len(), signed=pl.col("done").sum())
            .join(names, on="province")
        )
        rows = Report.objects.for_system("the country's progress").filter(
            form=form, school_year=school_year, period=period, state__in=IN_FORCE
        )
        levels = Counter(rows.values_list("level", flat=True))
        last = day_of(school_year, period, Level.SCHOOL)
        told[str(form)] = {
            "schools": schools.height, "signed": len(signed), "missing": schools.height - len(signed),
            "late": schools.height - len(signed) if on > last else 0, "deadline": last.isoformat(),
            "in_force": {str(level): levels.get(level, 0) for level in Level},
            "provinces": counts.sort("code").select("code", "name", "schools", "signed").to_dicts(),
        }  # fmt: skip
    return told
