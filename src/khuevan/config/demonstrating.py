"""The demo: a synthetic country, and one ready-made person a role to look at it with."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from khuevan.access.contracts import DemoPerson, Role
from khuevan.access.public import prepare_demo, reaching, system
from khuevan.config.cli import khuevan

DEMO = system("demo")
OFFICES = [
    (Role.MINISTRY, "ministry", "Nguyễn Thị Thu Hà"),
    (Role.AUDITOR, "ministry", "Đỗ Quang Minh"),
    (Role.OPERATOR, "ministry", "Bùi Văn Hải"),
    (Role.PROVINCE, "province", "Trần Văn Bình"),
    (Role.COMMUNE, "commune", "Lê Thị Lan"),
    (Role.HEAD, "lower", "Phạm Văn Dũng"),
    (Role.REGISTRAR, "lower", "Hoàng Thị Mai"),
    (Role.UNIVERSITY, "university", "Vũ Đức Anh"),
]
UNIT = "SELECT path, name FROM org_unit WHERE kind = %s AND status = 'active' ORDER BY path LIMIT 1"
# One school's teacher and learner, so that the demo's persons meet each other.
TEACHER = (
    "SELECT u.path, u.name, p.name, p.id FROM schooling_employment e JOIN org_unit u ON u.id = e.unit_id"
    " JOIN people_person p ON p.id = e.person_id WHERE u.path = %s AND e.role = 'teacher' ORDER BY p.id "
    "LIMIT 1"
)
LEARNER = (
    "SELECT u.path, u.name, p.name, p.id FROM schooling_enrolment e JOIN org_unit u ON u.id = e.unit_id"
    " JOIN people_person p ON p.id = e.person_id WHERE u.path = %s ORDER BY p.id LIMIT 1"
)
PARENT = (
    "SELECT u.path, u.name, p.name, p.id FROM people_guardian g JOIN people_person c ON c.id = g.child_id"
    " JOIN people_person p ON p.id = g.account_person_id JOIN org_unit u ON u.id = c.unit_id"
    " ORDER BY (u.path = %s) DESC, g.id LIMIT 1"
)


def is_empty() -> bool:
    """Whether no unit is registered yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM org_unit)")
        row = cursor.fetchone()
    return bool(row and row[0])


def build(scale: float, seed: int) -> None:
    """Build the synthetic country as ``khuevan nation build`` does."""
    khuevan(["nation", "build", "--scale", str(scale), "--seed", str(seed)], standalone_mode=False)


def prepare_persons() -> None:
    """Make the persons of the page ``/demo`` anew from what the register holds."""
    with transaction.atomic():
        reaching(DEMO)
        prepare_demo(persons=[*_offices(), *_persons()], actor=DEMO, at=timezone.now())


def _offices() -> list[DemoPerson]:
    found = []
    for role, kind, name in OFFICES:
        if unit := _row(UNIT, kind):
            found.append(DemoPerson(role, str(unit[0]), name, about=str(unit[1])))
    return found


def _persons() -> list[DemoPerson]:
    school = _row(UNIT, "lower")
    if school is None:
        return []
    asked = [(Role.TEACHER, TEACHER), (Role.LEARNER, LEARNER), (Role.PARENT, PARENT)]
    rows = [(role, _row(statement, str(school[0]))) for role, statement in asked]
    return [
        DemoPerson(role, str(row[0]), str(row[2]), about=str(row[1]), person=int(str(row[3])))
        for role, row in rows if row
    ]  # fmt: skip


def _row(statement: str, value: str) -> tuple[object, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        row: tuple[object, ...] | None = cursor.fetchone()
    return row
