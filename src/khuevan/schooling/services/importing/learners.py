"""Learners handed in as files: persons, guardians and places in one row each."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.utils import timezone

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import ROW, BatchFacts, Column, Description, Importable, Kind, Merged
from khuevan.journal.public import record
from khuevan.people.public import (
    PERSON_RULES,
    check_persons,
    match_persons,
    register_guardians,
    register_persons,
)
from khuevan.schooling.contracts import LearnersBrought
from khuevan.schooling.selectors.placing import ASKED, faults, look_up
from khuevan.schooling.services.importing.closing import close_learner
from khuevan.schooling.services.importing.looking import (
    CLASS_UNKNOWN,
    SCHOOL,
    SCHOOL_UNKNOWN,
    YEAR,
    faults_of,
    listed,
    rule,
    with_class,
    with_school,
)
from khuevan.schooling.services.places import put

KIN = ("mother", "father", "other")
ABOUT = ("code", "moet", "national", "name", "birth", "sex", "ethnicity", "residence", "residence_detail")
_TITLES = {
    "mother": ("mẹ", "mother"),
    "father": ("cha", "father"),
    "other": ("người giám hộ khác", "guardian"),
}
DESCRIPTION = Description(
    "schooling.learners", "2026.1", "Trẻ em, học sinh", "Learners", key=("moet",),
    columns=(
        Column("moet", "Mã học sinh", "Learner's code", Kind.ID, required=True, length=30,
            pattern="[0-9A-Z._-]{2,30}",
               note_vi="Mã do Bộ hoặc trường cấp, không đổi qua các năm.",
               note_en="Given by the ministry or the school; stays over the years."),
        Column("code", "Mã ngành", "Sector code", Kind.ID, length=11, pattern="[0-9]{11}",
               note_vi="Khi hồ sơ đã có ở hệ thống này.", note_en="Where the record is here already."),
        Column("national", "Số định danh cá nhân", "National number", Kind.ID, length=20,
               note_vi="Thiếu hoặc sai không bị từ chối.", note_en="Missing or wrong, it is not refused."),
        Column("name", "Họ và tên", "Name", required=True, length=120),
        Column("birth", "Ngày sinh", "Born", Kind.PARTIAL, required=True),
        Column("sex", "Giới tính", "Sex", Kind.INTEGER, least=0, most=2, note_vi="1 nam, 2 nữ, 0 chưa rõ.",
               note_en="1 male, 2 female, 0 unknown."),
        Column("ethnicity", "Dân tộc", "Ethnicity", Kind.INTEGER, least=1, most=56, sensitive=True),
        Column("residence", "Mã xã cư trú", "Commune of residence", Kind.ID, length=5, pattern="[0-9]{5}"),
        Column("residence_detail", "Địa chỉ", "Address", length=250),
        SCHOOL, YEAR,
        Column("class", "Lớp", "Class", required=True, length=40),
        Column("since", "Ngày vào lớp", "Since", Kind.DATE, required=True),
        Column("entry", "Diện vào học", "How they come", Kind.CODE,
               codes=tuple(one for one in listed("entry") if one.value not in {"promoted", "repeat"})),
        *(
            column
            for kin in KIN
            for column in (
                Column(f"{kin}_name", f"Họ tên {_TITLES[kin][0]}", f"Name of the {_TITLES[kin][1]}",
                    length=120),
                Column(f"{kin}_phone", f"Điện thoại {_TITLES[kin][0]}",
                    f"Phone of the {_TITLES[kin][1]}", Kind.ID,
                       length=15, pattern=r"\+?[0-9]{9,14}", sensitive=True),
            )
        ),
    ),
    rules=(
        SCHOOL_UNKNOWN, CLASS_UNKNOWN,
        rule(2, "Trường đã đóng, tạm dừng, hoặc chưa hoạt động vào ngày vào lớp.",
             "The school is closed or suspended, or not yet open on the day.", "school"),
        rule(3, "Trường không dạy cấp học của lớp này.", "The school does not teach this level.", "class"),
        rule(4, "Ngày vào lớp không thuộc năm học.", "The day is not of the school year.", "since"),
        rule(5, "Đang học ở một trường khác trong năm học này: một người chỉ học một trường mỗi ngày.",
             "Studies at another school this year: one person has one school a day.", "school"),
        rule(6, "Ngày vào lớp sớm hơn ngày rời chỗ học trước.",
            "The day is before the last place ended.", "since"),
        rule(7, "Đang ở lớp khác của trường: dùng việc đổi lớp.",
             "Is in another class of the school: change the class instead.", "class"),
        rule(8, "Năm sinh cách quá xa tuổi của khối lớp (hay nhầm thế kỷ).",
             "The year of birth is too far from the grade's age (the century is often wrong).", "birth"),
        *PERSON_RULES,
    ),
)  # fmt: skip


def _persons(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(key=ROW, unit="unit", **{name: pl.col(name) for name in ABOUT})


def _looked(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with what decides about their places. They have ``person``, ``unit`` and ``school_class``."""
    length = pl.col("birth").str.len_chars()
    first = pl.when(length == 4).then(pl.col("birth") + "-01-01").when(length == 7)  # noqa: PLR2004
    born = first.then(pl.col("birth") + "-01").otherwise(pl.col("birth"))
    asked = rows.select(
        pl.col(ROW).alias("row"), "person", "school_class", "since",
        born=born.str.to_date("%Y-%m-%d", strict=False), entry=pl.col("entry").fill_null("new"),
    )  # fmt: skip
    return look_up(asked.select(list(ASKED)))


def check(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """The rows that do not fit the register: one fault a row, the person's before the place's."""
    on = timezone.localdate(at)
    rows = with_class(with_school(frame, actor))
    known = rows.filter(pl.col("school_class").is_not_null())
    told = _persons(known)
    of_person = check_persons(told, actor=actor, on=on).select(pl.col("key").alias(ROW), "column", "code")
    matched = match_persons(told, actor=actor).select(pl.col("key").alias(ROW), person="matched")
    looked = _looked(known.join(matched, on=ROW, how="left", maintain_order="left"))
    fault = faults(looked, actor, on)
    places = looked.select(
        pl.col("row").alias(ROW),
        fault=pl.when(_same_place()).then(None).otherwise(pl.lit(fault)),
    )  # fmt: skip
    of_place = faults_of(places.join(of_person, on=ROW, how="anti"), pl.col("fault"), DESCRIPTION.rules)
    missing = (
        pl.when(pl.col("unit").is_null()).then(pl.lit("KV-S-0020"))
        .when(pl.col("school_class").is_null()).then(pl.lit("KV-S-0001"))
    )  # fmt: skip
    return pl.concat([faults_of(rows, missing, DESCRIPTION.rules), of_person, of_place])


def _same_place() -> pl.Expr:
    return (pl.col("old_status") == "studying") & (pl.col("old_class") == pl.col("school_class"))


def merge(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    """Bring persons, guardians and places into the register. Rows were passed by ``check``."""
    rows = with_class(with_school(frame.with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64)), actor))
    registered = register_persons(_persons(rows), actor=actor, at=at, batch=f"batch:{batch.id}")
    rows = rows.join(registered.persons.rename({"key": ROW}), on=ROW, how="left", maintain_order="left")
    guardians = _guardians(rows)
    if guardians.height:
        register_guardians(guardians, actor=actor, at=at, batch=f"batch:{batch.id}")
    looked = _looked(rows)
    fresh = looked.filter(~_same_place().fill_null(False))
    put(fresh)
    if fresh.height:
        event = LearnersBrought(f"batch:{batch.id}", fresh.height)
        record(event, actor=actor, at=at)
    placed = rows[ROW].is_in(fresh["row"].to_list())
    states = rows.select(
        state=pl.when(pl.col("state") == "new").then(pl.lit("new"))
        .when((pl.col("state") == "changed") | pl.lit(placed)).then(pl.lit("changed"))
        .otherwise(pl.lit("same"))
    )["state"]  # fmt: skip
    counts = {name: int((states == name).sum()) for name in ("new", "changed", "same")}
    return Merged(counts["new"], counts["changed"], counts["same"])


def _guardians(rows: pl.DataFrame) -> pl.DataFrame:
    told = [
        rows.select("person", kinship=pl.lit(kin), name=f"{kin}_name", phone=f"{kin}_phone").drop_nulls(
            "name"
        )
        for kin in KIN
    ]
    return pl.concat(told)


LEARNERS = Importable(DESCRIPTION, merge, Permission.SCHOOLING_EDIT, check, close=close_learner)
