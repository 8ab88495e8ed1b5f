"""The ready-made persons of the demo, found in the synthetic country: one a role, and a family."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from khuevan.access.contracts import AccountFacts, DemoPerson, Role
from khuevan.access.public import Actor, prepare_demo
from khuevan.nation import loading
from khuevan.nation.demo_marks import year_under_way

Row = tuple[Any, ...]
_SCHOOL = """
SELECT id, path, name, parent_id FROM org_unit WHERE kind = 'upper' AND ownership = 1 ORDER BY id LIMIT 1
"""
_CANDIDATE = """
SELECT p.id, p.name, c.name FROM schooling_enrolment e
JOIN people_person p ON p.id = e.person_id JOIN schooling_schoolclass c ON c.id = e.school_class_id
WHERE e.unit_id = %s AND e.grade = 12 AND p.name LIKE '%% %%' AND p.ethnicity = 1 ORDER BY p.id LIMIT 1
"""
_SIBLING = """
SELECT p.id, u.id, u.path, u.name, o.path, o.name FROM schooling_enrolment e
JOIN people_person p ON p.id = e.person_id
JOIN org_unit u ON u.id = e.unit_id JOIN org_unit o ON o.id = u.parent_id
WHERE e.grade BETWEEN 2 AND 8 AND p.id <> %(child)s AND split_part(p.name, ' ', 1) = %(family)s
ORDER BY u.path ^@ %(province)s DESC, p.id LIMIT 1
"""
_FATHER = """
SELECT p.id, p.name FROM schooling_employment w JOIN people_person p ON p.id = w.person_id
WHERE w.unit_id <> %(school)s AND p.sex = 1 AND split_part(p.name, ' ', 1) = %(family)s ORDER BY p.id LIMIT 1
"""
_STAFF = """
SELECT p.id, p.name FROM schooling_employment w JOIN people_person p ON p.id = w.person_id
WHERE w.unit_id = %s ORDER BY w.role = %s DESC, p.id LIMIT 1 OFFSET %s
"""
_LECTURER = """
SELECT p.id, p.name, u.path, u.name FROM higher_employment w JOIN people_person p ON p.id = w.person_id
JOIN org_unit u ON u.id = w.unit_id WHERE w.role = 'manager' ORDER BY p.id LIMIT 1
"""


def ready_made(*, actor: Actor, at: datetime) -> list[AccountFacts]:
    """Give the demo its persons. Refused outside a demo (``access``); again, it changes nothing."""
    with loading.connect() as connection, connection.transaction():
        persons = _family(connection, at) + _offices(connection)
    return prepare_demo(persons=persons, actor=actor, at=at)


def _one(connection: psycopg.Connection[Any], query: str, given: Any = None) -> Row:
    row = connection.execute(query.encode(), given).fetchone()
    if row is None:
        raise LookupError("the country is too small for a demo")
    return tuple(row)


def _family(connection: psycopg.Connection[Any], at: datetime) -> list[DemoPerson]:
    """A candidate, the father of two children, and who works at the candidate's school and commune."""
    school, path, school_name, office = _one(connection, _SCHOOL)
    province, province_name = _one(connection, "SELECT path, name FROM org_unit WHERE id = %s", [office])
    child, name, class_name = _one(connection, _CANDIDATE, [school])
    given = {"child": child, "family": name.split(" ")[0], "province": province, "school": school}
    sibling, _, _, sibling_school, commune, commune_name = _one(connection, _SIBLING, given)
    father, father_name = _one(connection, _FATHER, given)
    connection.execute(
        "UPDATE people_guardian SET name = %s, kinship = 'father', account_person_id = %s "
        "WHERE child_id = ANY (%s)",
        [father_name, father, [child, sibling]],
    )
    teacher, teacher_name = _one(connection, _STAFF, [school, "teacher", 0])
    registrar, registrar_name = _one(connection, _STAFF, [school, "other", 0])
    head, head_name = _one(connection, _STAFF, [school, "manager", 0])
    year_under_way(connection, school=school, teacher=teacher, pupil=child, at=at)
    return [
        DemoPerson(Role.LEARNER, path, name, f"Học sinh lớp {class_name}, {school_name}", child),
        DemoPerson(
            Role.PARENT, path, father_name, f"Cha của hai học sinh, {school_name} và {sibling_school}", father
        ),
        DemoPerson(Role.TEACHER, path, teacher_name, f"Giáo viên, {school_name}", teacher),
        DemoPerson(Role.REGISTRAR, path, registrar_name, f"Giáo vụ, {school_name}", registrar),
        DemoPerson(Role.HEAD, path, head_name, f"Hiệu trưởng, {school_name}", head),
        DemoPerson(Role.COMMUNE, commune, "Cán bộ xã", commune_name),
        DemoPerson(Role.PROVINCE, province, "Cán bộ Sở", province_name),
    ]


def _offices(connection: psycopg.Connection[Any]) -> list[DemoPerson]:
    lecturer, name, path, university = _one(connection, _LECTURER)
    return [
        DemoPerson(Role.UNIVERSITY, path, name, f"Cán bộ quản lý, {university}", lecturer),
        DemoPerson(Role.MINISTRY, "/1/", "Cán bộ Bộ", "Bộ Giáo dục và Đào tạo"),
        DemoPerson(Role.AUDITOR, "/1/", "Kiểm toán viên", "Xem nhật ký và số liệu cả nước"),
        DemoPerson(Role.OPERATOR, "/1/", "Người vận hành", "Trông coi hệ thống, không xem hồ sơ"),
    ]
