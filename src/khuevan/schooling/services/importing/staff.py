"""Staff and who teaches what, handed in as files."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import connection
from django.utils import timezone

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import (
    ROW,
    BatchFacts,
    Column,
    Description,
    Importable,
    Kind,
    Merged,
    copy_frame,
    merge_frame,
)
from khuevan.people.public import PERSON_RULES, check_persons, register_persons
from khuevan.schooling.codes import in_force
from khuevan.schooling.services.importing.closing import close_staff
from khuevan.schooling.services.importing.looking import (
    CLASS_UNKNOWN,
    PERSON_UNKNOWN,
    SCHOOL,
    SCHOOL_UNKNOWN,
    YEAR,
    faults_of,
    listed,
    none,
    rule,
    with_class,
    with_person,
    with_school,
)

ABOUT = ("code", "moet", "national", "name", "birth", "sex", "ethnicity")
POST = ("role", "position", "subject", "degree", "contract", "since")
MOET = Column(
    "moet", "Mã nhân sự", "Staff code", Kind.ID, required=True, length=30, pattern="[0-9A-Z._-]{2,30}"
)
DESCRIPTION = Description(
    "schooling.staff", "2026.1", "Nhân sự mầm non, phổ thông", "Staff of schools", key=("moet", "school"),
    columns=(
        MOET,
        Column("code", "Mã ngành", "Sector code", Kind.ID, length=11, pattern="[0-9]{11}"),
        Column("national", "Số định danh cá nhân", "National number", Kind.ID, length=20),
        Column("name", "Họ và tên", "Name", required=True, length=120),
        Column("birth", "Ngày sinh", "Born", Kind.PARTIAL, required=True),
        Column("sex", "Giới tính", "Sex", Kind.INTEGER, least=0, most=2),
        Column("ethnicity", "Dân tộc", "Ethnicity", Kind.INTEGER, least=1, most=56, sensitive=True),
        SCHOOL,
        Column("role", "Vị trí việc làm", "Post", Kind.CODE, required=True, codes=listed("role")),
        Column("position", "Chức vụ, nhiệm vụ", "Position", Kind.CODE, codes=listed("position")),
        Column("subject", "Môn dạy chính", "Main subject", length=30),
        Column("degree", "Trình độ chuyên môn", "Degree", Kind.CODE, codes=listed("degree")),
        Column("contract", "Hình thức hợp đồng", "Contract", Kind.CODE, codes=listed("contract")),
        Column("since", "Làm việc từ ngày", "Since", Kind.DATE, required=True),
    ),
    rules=(
        SCHOOL_UNKNOWN,
        rule(22, "Ngày bắt đầu làm việc ở tương lai.", "The first day is in the future.", "since"),
        *PERSON_RULES,
    ),
)  # fmt: skip
_POSTS = """
UPDATE schooling_employment e SET role = b.role, position = b.position, subject = b.subject,
       degree = b.degree, contract = b.contract, since = b.since
FROM pg_temp.schooling_posts b WHERE e.person_id = b.person AND e.unit_id = b.unit AND e.until IS NULL
  AND (e.role, e.position, e.subject, e.degree, e.contract, e.since)
      IS DISTINCT FROM (b.role, b.position, b.subject, b.degree, b.contract, b.since)"""
_NEW_POSTS = """
INSERT INTO schooling_employment (person_id, unit_id, role, position, subject, degree, contract, since)
SELECT b.person, b.unit, b.role, b.position, b.subject, b.degree, b.contract, b.since
FROM pg_temp.schooling_posts b WHERE NOT EXISTS (
    SELECT FROM schooling_employment e WHERE e.person_id = b.person AND e.unit_id = b.unit
                  AND e.until IS NULL)"""


def check(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """The rows that do not fit the register."""
    on = timezone.localdate(at)
    rows = with_school(frame, actor)
    known = rows.filter(pl.col("unit").is_not_null())
    told = known.select(key=ROW, unit="unit", **{name: pl.col(name) for name in ABOUT})
    of_person = check_persons(told, actor=actor, on=on, kind="staff").select(
        pl.col("key").alias(ROW), "column", "code"
    )
    fault = (
        pl.when(pl.col("unit").is_null()).then(pl.lit("KV-S-0020"))
        .when(pl.col("since") > on).then(pl.lit("KV-S-0022")).otherwise(none())
    )  # fmt: skip
    mine = faults_of(rows.join(of_person, on=ROW, how="anti"), fault, DESCRIPTION.rules)
    return pl.concat([mine, of_person])


def merge(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    """Bring persons and their posts into the register. Rows were passed by ``check``."""
    rows = with_school(frame.with_row_index("key").with_columns(pl.col("key").cast(pl.Int64)), actor)
    told = rows.select("key", "unit", *ABOUT)
    registered = register_persons(told, actor=actor, at=at, batch=f"batch:{batch.id}", kind="staff")
    posts = rows.join(registered.persons, on="key", how="left", maintain_order="left").select(
        "person", "unit", *(pl.col(name).fill_null("") if name != "since" else pl.col(name) for name in POST)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE schooling_posts (person bigint, unit bigint, role text, position text,"
            " subject text, degree text, contract text, since date) ON COMMIT DROP"
        )
        copy_frame(cursor, posts, "pg_temp.schooling_posts")
        cursor.execute(_POSTS)
        changed = cursor.rowcount
        cursor.execute(_NEW_POSTS)
        new = cursor.rowcount
        cursor.execute("DROP TABLE pg_temp.schooling_posts")
    return Merged(new, changed, rows.height - new - changed)


TEACHING_DESCRIPTION = Description(
    "schooling.teaching", "2026.1", "Phân công giảng dạy", "Teaching", key=("moet", "school", "year",
    "class", "subject"),
    columns=(
        MOET, SCHOOL, YEAR,
        Column("class", "Lớp", "Class", required=True, length=40),
        Column("subject", "Môn", "Subject", required=True, length=30),
        Column("periods", "Số tiết một tuần", "Periods a week", Kind.INTEGER, least=0, most=30),
    ),
    rules=(
        SCHOOL_UNKNOWN, CLASS_UNKNOWN, PERSON_UNKNOWN,
        rule(23,
            "Một giáo viên dạy quá nhiều lớp: mỗi lớp ít nhất một tiết, định mức nhiều nhất 23 tiết.",
             "A teacher has too many classes: each takes a period at least, the most given is 23.", "moet"),
    ),
)  # fmt: skip


def check_teaching(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """The rows that do not fit the register; a teacher of too many classes is named in each of their rows."""
    most = in_force(timezone.localdate(at)).says.limits["classes_of_teacher"]
    rows = with_person(with_class(with_school(frame, actor)), actor)
    many = pl.col("class").n_unique().over("moet", "school", "year")
    fault = (
        pl.when(pl.col("unit").is_null()).then(pl.lit("KV-S-0020"))
        .when(pl.col("school_class").is_null()).then(pl.lit("KV-S-0001"))
        .when(pl.col("person").is_null()).then(pl.lit("KV-S-0021"))
        .when(many > most).then(pl.lit("KV-S-0023")).otherwise(none())
    )  # fmt: skip
    return faults_of(rows, fault, TEACHING_DESCRIPTION.rules)


def merge_teaching(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    """Bring into the register who teaches what. Rows were passed by ``check_teaching``."""
    rows = with_person(with_class(with_school(frame, actor)), actor)
    told = rows.select(
        pl.col("person").alias("person_id"), pl.col("unit").alias("unit_id"),
        pl.col("school_class").alias("school_class_id"), "subject", pl.col("periods").fill_null(0),
    )  # fmt: skip
    return merge_frame(told, table="schooling_teaching", key=["school_class_id", "subject", "person_id"])


STAFF = Importable(DESCRIPTION, merge, Permission.SCHOOLING_EDIT, check, close=close_staff)
TEACHING = Importable(TEACHING_DESCRIPTION, merge_teaching, Permission.SCHOOLING_EDIT, check_teaching)
