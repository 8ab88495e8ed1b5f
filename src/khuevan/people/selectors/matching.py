"""Whose records the rows of a table are about, and which of them cannot be taken."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import Rule, copy_frame
from khuevan.people.contracts.records import number_of
from khuevan_kernel.identity import AGES, search_key, tidy

TEXTS = ("code", "moet", "national", "name", "birth", "nationality", "birthplace", "hometown", "residence",
         "birthplace_detail", "hometown_detail", "residence_detail", "family", "middle", "given")  # fmt: skip
NUMBERS = ("person", "unit", "sex", "ethnicity")
COLUMNS = {"key": pl.Int64} | dict.fromkeys(TEXTS, pl.String) | dict.fromkeys(NUMBERS, pl.Int64)
_ANY = pl.lit(True)  # asked of the register, not of the row alone


def _rule(number: int, vi: str, en: str, column: str) -> Rule:
    return Rule(f"KV-P-{number:04}", vi, en, _ANY, (column,))


PERSON_RULES = (
    _rule(1, "Ngày sinh ở tương lai hoặc không có trong lịch.", "The birth date is in the future, or no day.",
          "birth"),
    _rule(2, "Tuổi theo ngày sinh nằm ngoài khoảng tin được; năm sinh có thể lệch một trăm năm"
             " (Luật Giáo dục 43/2019/QH14, Điều 23 và Điều 28).",
          "The age is beyond what is believed; the year may be a century off"
          " (Education Law 43/2019/QH14, articles 23 and 28).", "birth"),
    _rule(3, "Họ tên có chữ số hoặc ký tự không đọc được.", "The name has digits or unreadable signs.",
          "name"),
    _rule(4, "Mã ngành sai, hoặc hồ sơ không thuộc phạm vi của bạn.",
          "The sector code is wrong, or the record is beyond your reach.", "code"),
    _rule(5, "Hai dòng nói về cùng một người.", "Two rows are about one person.", "name"),
    _rule(6, "Người chưa có hồ sơ cần họ tên và nơi giữ hồ sơ trong phạm vi của bạn.",
          "A new person needs a name, and a unit in your reach.", "name"),
    _rule(7, "Mã giới tính hoặc dân tộc không có trong danh mục.", "No such code of sex or ethnicity.",
          "sex"),
)  # fmt: skip


def told(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns there may be, typed; those that the caller does not give are null: not told."""
    given = [pl.col(name).cast(kind, strict=False) for name, kind in COLUMNS.items() if name in frame.columns]
    missing = [pl.lit(None, kind).alias(n) for n, kind in COLUMNS.items() if n not in frame.columns]
    typed = frame.select(*given, *missing).select(list(COLUMNS))
    empty = [pl.when(pl.col(name).str.strip_chars() != "").then(name).alias(name) for name in TEXTS]
    names = [_mapped(name, tidy) for name in ("name", "family", "middle", "given")]
    return typed.with_columns(empty).with_columns(*names, pl.col("national").str.replace_all(r"\s", ""))


def _mapped(name: str, change: Any) -> pl.Expr:
    """Each different text changed once; names repeat."""
    return pl.col(name).map_batches(
        lambda texts: texts.replace_strict(
            (once := texts.drop_nulls().unique()),
            pl.Series([change(text) for text in once], dtype=pl.String),
            default=None,
            return_dtype=pl.String,
        ),
        return_dtype=pl.String,
    )


def search_keys(name: str) -> pl.Expr:
    """The search key of a column of names."""
    return _mapped(name, lambda text: search_key(text)[:120])


def born(column: str = "birth") -> pl.Expr:
    """The first day that a birth date may be; null where it is no day."""
    text = pl.col(column)
    whole = pl.when(text.str.len_chars() == 4).then(text + "-01-01")
    first = whole.when(text.str.len_chars() == 7).then(text + "-01").otherwise(text)
    return first.str.to_date("%Y-%m-%d", strict=False)


def match_persons(frame: pl.DataFrame, *, actor: Actor) -> pl.DataFrame:
    """``key`` → ``matched``: the person a row is about, where there is one in the actor's reach to edit.

    By the person's number, the sector code, the school's number (``moet``), then the national number; this
    only where name or birth date agree, for a mistyped number must not change a stranger's record.
    ``fault`` is the code of one of ``PERSON_RULES`` where the row cannot be taken as to whom it is about.
    """
    rows = told(frame).with_columns(
        by_code=pl.col("code").map_elements(number_of, pl.Int64), search=search_keys("name"), born=born()
    )
    branches = sorted(actor.reaches.get(Permission.PEOPLE_EDIT, ()))
    staged = rows.select("key", "moet", "national", "search", "born",
                         named=pl.coalesce("person", "by_code"))  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE people_asked (key bigint, moet text, national text, search text,"
            " born date, named bigint) ON COMMIT DROP"
        )
        copy_frame(cursor, staged, "pg_temp.people_asked")
        cursor.execute("ANALYZE pg_temp.people_asked")
        cursor.execute(_MATCH, {"branches": branches})
        found = cursor.fetchall()
        cursor.execute("SELECT id FROM org_unit WHERE path ^@ ANY (%s) AND id = ANY (%s)",
                       [branches, rows["unit"].drop_nulls().unique().to_list()])  # fmt: skip
        units = [number for (number,) in cursor.fetchall()]
        cursor.execute("DROP TABLE pg_temp.people_asked")
    matched = pl.DataFrame(found, {"key": pl.Int64, "matched": pl.Int64}, orient="row")
    joined = rows.join(matched, on="key", how="left", maintain_order="left")
    asked = pl.col("person").is_not_null() | pl.col("code").is_not_null()
    placed = pl.col("unit").is_in(units).fill_null(False)
    fault = (
        pl.when(asked & pl.col("matched").is_null()).then(pl.lit("KV-P-0004"))
        .when(pl.col("matched").is_not_null() & pl.col("matched").is_duplicated()).then(pl.lit("KV-P-0005"))
        .when(pl.col("matched").is_null() & (pl.col("name").is_null() | ~placed))
        .then(pl.lit("KV-P-0006"))
    )  # fmt: skip
    return joined.with_columns(fault=fault).select("key", "matched", "fault")


_MATCH = """
SELECT a.key, coalesce(n.id, m.id, t.id) FROM pg_temp.people_asked a
LEFT JOIN LATERAL (SELECT p.id FROM people_person p JOIN org_unit u ON u.id = p.unit_id
    WHERE p.id = a.named AND u.path ^@ ANY (%(branches)s)) n ON true
LEFT JOIN LATERAL (SELECT min(p.id) AS id FROM people_identifier i JOIN people_person p ON p.id = i.person_id
    JOIN org_unit u ON u.id = p.unit_id WHERE a.named IS NULL AND i.value = a.moet AND i.scheme = 'moet'
    AND i.until IS NULL AND u.path ^@ ANY (%(branches)s) HAVING count(DISTINCT p.id) = 1) m ON true
LEFT JOIN LATERAL (SELECT min(p.id) AS id FROM people_identifier i JOIN people_person p ON p.id = i.person_id
    JOIN org_unit u ON u.id = p.unit_id WHERE a.named IS NULL AND m.id IS NULL AND i.value = a.national
    AND i.scheme = 'national' AND i.until IS NULL AND (p.search_name = a.search OR p.birth_date = a.born)
    AND u.path ^@ ANY (%(branches)s) HAVING count(DISTINCT p.id) = 1) t ON true
WHERE coalesce(n.id, m.id, t.id) IS NOT NULL
"""


def check_persons(frame: pl.DataFrame, *, actor: Actor, on: date, kind: str = "learner") -> pl.DataFrame:
    """What keeps rows out of the register: ``key``, ``column``, ``code`` of ``PERSON_RULES``, one a row.

    A national number never does.
    """
    rows, law = told(frame), AGES.on(on)
    least, most = law.says[kind]
    first, last = date(on.year - most - 1, 1, 1), date(on.year - least, 12, 31)
    matched = match_persons(frame, actor=actor)
    day = born()
    unread = pl.col("name").str.contains(r"[\p{C}\p{N}\x{FFFD}]")
    fault = (
        pl.when(pl.col("fault").is_not_null()).then("fault")
        .when(pl.col("birth").is_not_null() & day.is_null()).then(pl.lit("KV-P-0001"))
        .when((day < first) | ((day > last) & (pl.lit(least) > 0))).then(pl.lit("KV-P-0002"))
        .when(day > on).then(pl.lit("KV-P-0001"))
        .when(unread).then(pl.lit("KV-P-0003"))
        .when(~pl.col("sex").is_between(0, 2) | ~pl.col("ethnicity").is_between(1, 56))
        .then(pl.lit("KV-P-0007"))
    )  # fmt: skip
    found = rows.join(matched, on="key", how="left", maintain_order="left").select("key", code=fault)
    places = {rule.code: rule.columns[0] for rule in PERSON_RULES}
    return found.drop_nulls("code").with_columns(
        column=pl.col("code").replace_strict(places, return_dtype=pl.String)
    )
