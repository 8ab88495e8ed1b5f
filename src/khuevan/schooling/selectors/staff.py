"""The staff of a school."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.org.public import UnitFacts
from khuevan.org.public import unit as unit_numbered
from khuevan.people.public import named, person_references, sector_code
from khuevan.schooling.contracts.records import StaffRow
from khuevan.schooling.models import Employment, StaffYear, Teaching
from khuevan_kernel.grading import CURRICULUM, decisive_day
from khuevan_kernel.identity import References

STAFF_FIELDS = ("role", "position", "subject", "degree", "contract", "until")
# Subjects as registers write them beside the programme's own codes.
OTHER_SUBJECTS = {
    "toan": "Toán", "ngu_van": "Ngữ văn", "tieng_anh": "Tiếng Anh", "vat_li": "Vật lí", "hoa_hoc": "Hóa học",
    "sinh_hoc": "Sinh học", "lich_su": "Lịch sử", "dia_li": "Địa lí", "gdkt_pl": "GDKT và pháp luật",
    "tin_hoc": "Tin học", "cong_nghe": "Công nghệ", "the_duc": "Giáo dục thể chất", "am_nhac": "Âm nhạc",
    "mi_thuat": "Mĩ thuật",
}  # fmt: skip


def staff(
    *, actor: Actor, unit: int, on: date, school_year: int, role: str = "", employment: int | None = None,
    may: Permission = Permission.SCHOOLING_VIEW,
) -> list[StaffRow]:  # fmt: skip
    """Who works at a school on a day, in the Vietnamese order of names, with what they teach that year."""
    rows = Employment.objects.visible_to(actor, may).filter(unit=unit, since__lte=on)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=on))
    if role:
        rows = rows.filter(role=role)
    if employment is not None:
        rows = rows.filter(pk=employment)
    found = list(rows)
    numbers = [row.person_id for row in found]
    known, references = named(actor=actor, numbers=numbers), person_references()
    taught: dict[int, list[str]] = {}
    for person, name, subject in (
        Teaching.objects.visible_to(actor, may)
        .filter(unit=unit, school_class__school_year=school_year, person__in=numbers)
        .order_by("school_class__name")
        .values_list("person_id", "school_class__name", "subject")
    ):
        taught.setdefault(person, []).append(f"{name} {subject}")
    years = {
        row.person_id: row
        for row in StaffYear.objects.visible_to(actor, may).filter(
            person__in=numbers, school_year=school_year
        )
    }
    lines = [
        StaffRow(
            row.pk, row.person_id, references.of(row.person_id), sector_code(row.person_id),
            one.name if one else "", row.role, row.position, row.subject, row.degree, row.contract, row.since,
            row.until, tuple(taught.get(row.person_id, ())), year.standard if year else "",
            year.evaluation if year else "", mark_of_staff(row),
        )
        for row in found
        for one in (known.get(row.person_id),)
        for year in (years.get(row.person_id),)
    ]  # fmt: skip
    last = "￿"
    return sorted(
        lines, key=lambda line: (known[line.number].sort if line.number in known else last, line.number)
    )


def mark_of_staff(row: Employment) -> str:
    """What changes with whatever is changed in an employment."""
    return "|".join(
        map(str, (row.role, row.position, row.subject, row.degree, row.contract, row.since, row.until or ""))
    )


def employment_references() -> References:
    """The references of employments."""
    return References(settings.SECRET_KEY, "employment")


def member(*, actor: Actor, employment: int, on: date, school_year: int) -> tuple[StaffRow, UnitFacts]:
    """A member of staff whom the actor may edit, and their school; or ``OutOfReach``."""
    row = Employment.objects.visible_to(actor, Permission.SCHOOLING_EDIT).one(pk=employment)
    found = staff(
        actor=actor, unit=row.unit_id, on=max(on, row.since), school_year=school_year, employment=row.pk,
        may=Permission.SCHOOLING_EDIT,
    )  # fmt: skip
    if not found:
        raise OutOfReach("employment")
    return found[0], unit_numbered(row.unit_id)


def subject_said(code: str, school_year: int) -> str:
    """A subject as the programme calls it; a code that it does not have stands for itself."""
    subject = CURRICULUM.on(decisive_day(school_year)).says.get(code)
    if subject is None:
        return OTHER_SUBJECTS.get(code, code)
    return subject.vi if str(get_language()).startswith("vi") else subject.en
