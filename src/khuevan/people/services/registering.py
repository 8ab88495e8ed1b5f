"""Persons and guardians brought in by the table: set by set, never row by row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from khuevan.access.public import Actor, OutOfReach
from khuevan.intake.public import Merged, copy_frame
from khuevan.journal.public import record
from khuevan.org.public import places_of_codes
from khuevan.people.contracts.editing import GuardiansRegistered, PersonsRegistered, Registered
from khuevan.people.selectors.editing import PLACES
from khuevan.people.selectors.matching import born, match_persons, search_keys, told
from khuevan_kernel.identity import doubts, sort_key, tidy

_OWN = ("name", "search_name", "sort_name", "birth_date", "birth_precision", "sex", "ethnicity",
        "nationality", "family", "middle", "given")  # fmt: skip
_DEFAULTS = {"birth_precision": "'d'", "sex": "0", "ethnicity": "56", "nationality": "'VN'", "family": "''",
             "middle": "''", "given": "''"}  # fmt: skip


@transaction.atomic
def register_persons(
    frame: pl.DataFrame, *, actor: Actor, at: datetime, batch: str, kind: str = "learner"
) -> Registered:
    """Bring persons into the register, each a row: new ones, and what differs of known ones.

    ``key`` (whole number) names the row. ``unit`` keeps a new person's record; ``person``, ``code`` (sector
    code), ``moet`` (the school's number) or ``national`` say who it is (``match_persons``). Told of a person
    may be ``name`` and its parts, ``birth`` (YYYY, YYYY-MM or YYYY-MM-DD), ``sex``, ``ethnicity``,
    ``nationality``, and ``birthplace``, ``hometown``, ``residence`` (codes) with ``…_detail``; null is not
    told and leaves what stands. The rows have passed ``check_persons``: ``OutOfReach`` where one is nobody
    the actor may edit. One journal entry for all, about ``batch``. The transaction is bound to the reach.
    """
    day = timezone.localdate(at)
    matched = match_persons(frame, actor=actor)
    if matched["fault"].is_not_null().any():
        raise OutOfReach("person")
    rows = _prepared(frame, matched, day)
    with connection.cursor() as cursor:
        rows = rows.with_columns(person=_numbered(cursor, rows))
        _stage(cursor, rows)
        changed = _changed(cursor)
        new = int(rows["new"].sum())
        told_event = PersonsRegistered(batch, kind, new, len(changed), rows.height - new - len(changed))
        entry = record(told_event, actor=actor, at=at)
        cursor.execute("SELECT set_config('khuevan.entry', %s, true)", [str(entry)])
        for statement in (_ADD, _CHANGE, *_NUMBER, *_PLACE):
            cursor.execute(statement, {"day": day})
        cursor.execute("DROP TABLE pg_temp.people_brought")
        cursor.execute("SELECT set_config('khuevan.entry', '', true)")
    state = (
        pl.when("new").then(pl.lit("new"))
        .when(pl.col("person").is_in(changed)).then(pl.lit("changed")).otherwise(pl.lit("unchanged"))
    )  # fmt: skip
    merged = Merged(told_event.new, told_event.changed, told_event.unchanged)
    return Registered(rows.select("key", "person", state=state), merged)


def _prepared(frame: pl.DataFrame, matched: pl.DataFrame, day: date) -> pl.DataFrame:
    rows = told(frame).join(matched.select("key", "matched"), on="key", how="left", maintain_order="left")
    codes = {code for place in PLACES.values() for code in rows[place].drop_nulls().unique()}
    numbers = {code: number for code, (number, _) in places_of_codes(codes, day).items()}
    place = [
        pl.col(name).replace_strict(numbers, default=None, return_dtype=pl.Int64).alias(f"{name}_territory")
        for name in PLACES.values()
    ]
    length = pl.col("birth").str.len_chars()
    return rows.with_columns(
        *place, new=pl.col("matched").is_null(), search_name=search_keys("name"),
        sort_name=pl.col("name").map_elements(lambda text: sort_key(text)[:160], pl.String),
        birth_date=born(),
        birth_precision=pl.when(length == 4).then(pl.lit("y")).when(length == 7).then(pl.lit("m"))
        .when(length == 10).then(pl.lit("d")),
        doubtful=_doubtful(),
    )  # fmt: skip


def _doubtful() -> pl.Expr:
    """Whether a national number contradicts the row; each different question is asked once."""
    asked = pl.struct(
        prefix=pl.col("national").str.slice(0, 6), length=pl.col("national").str.len_bytes(),
        digits=pl.col("national").str.contains("^[0-9]*$"), year=born().dt.year(),
        sex=pl.col("sex").fill_null(0),
    )  # fmt: skip

    def answer(questions: pl.Series) -> pl.Series:
        once = questions.unique()
        answers = [
            bool(doubts(f"{one['prefix']}000000", one["year"], one["sex"]))
            or one["length"] != 12
            or not one["digits"]
            if one["prefix"] is not None
            else None
            for one in once
        ]
        known = pl.DataFrame({"asked": once, "answer": pl.Series(answers, dtype=pl.Boolean)})
        return questions.to_frame("asked").join(known, on="asked", how="left", nulls_equal=True,
                                                maintain_order="left")["answer"]  # fmt: skip

    return asked.map_batches(answer, return_dtype=pl.Boolean)


def _numbered(cursor: Any, rows: pl.DataFrame) -> pl.Series:
    new = rows["new"]
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence('people_person', 'id')) FROM generate_series(1, %s)",
        [int(new.sum())],
    )
    numbers = iter([number for (number,) in cursor.fetchall()])
    return pl.Series(
        [next(numbers) if fresh else known for fresh, known in zip(new, rows["matched"], strict=True)],
        dtype=pl.Int64,
    )


_BROUGHT = {
    "person": "bigint", "new": "boolean", "unit": "bigint", "name": "text", "search_name": "text",
    "sort_name": "text", "birth_date": "date", "birth_precision": "text", "sex": "smallint",
    "ethnicity": "smallint", "nationality": "text", "family": "text", "middle": "text", "given": "text",
    "moet": "text", "national": "text", "doubtful": "boolean",
    **{f"{name}_{part}": kind for name in PLACES.values() for part, kind in
       (("territory", "bigint"), ("detail", "text"))},
}  # fmt: skip


def _stage(cursor: Any, rows: pl.DataFrame) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in _BROUGHT.items())
    cursor.execute(f"CREATE TEMPORARY TABLE people_brought ({columns}) ON COMMIT DROP")
    copy_frame(cursor, rows, "pg_temp.people_brought", list(_BROUGHT))
    cursor.execute("ANALYZE pg_temp.people_brought")


_DIFFERS = " OR ".join(f"p.{name} IS DISTINCT FROM coalesce(b.{name}, p.{name})" for name in _OWN)
_ADD = f"""
INSERT INTO people_person (id, unit_id, {", ".join(_OWN)})
SELECT person, unit, {", ".join(f"coalesce({n}, {_DEFAULTS[n]})" if n in _DEFAULTS else n for n in _OWN)}
FROM pg_temp.people_brought WHERE new
"""
_CHANGE = f"""
UPDATE people_person p SET {", ".join(f"{name} = coalesce(b.{name}, p.{name})" for name in _OWN)}
FROM pg_temp.people_brought b WHERE p.id = b.person AND NOT b.new AND ({_DIFFERS})
"""
_HELD = "i.person_id = b.person AND i.scheme = '{scheme}' AND i.until IS NULL"


def _number(scheme: str, issuer: str) -> tuple[str, str]:
    held, value = _HELD.format(scheme=scheme), f"left(b.{scheme}, 30)"
    status = "CASE WHEN b.doubtful THEN 'doubtful' ELSE 'held' END" if scheme == "national" else "'held'"
    return (
        f"UPDATE people_identifier i SET until = %(day)s, status = 'replaced' FROM pg_temp.people_brought b"
        f" WHERE {held} AND b.{scheme} IS NOT NULL AND i.value <> {value}",
        f"INSERT INTO people_identifier (person_id, scheme, value, since, issuer, status)"
        f" SELECT b.person, '{scheme}', {value}, %(day)s, '{issuer}', {status} FROM pg_temp.people_brought b"
        f" WHERE b.{scheme} IS NOT NULL AND NOT EXISTS (SELECT FROM people_identifier i WHERE {held})",
    )


def _place(kind: str, field: str) -> tuple[str, str]:
    brought = f"(b.{field}_territory IS NOT NULL OR b.{field}_detail IS NOT NULL)"
    standing = f"o.person_id = b.person AND o.kind = '{kind}' AND o.until IS NULL"
    detail = f"left(coalesce(b.{field}_detail, ''), 250)"
    return (
        f"UPDATE people_place o SET until = %(day)s FROM pg_temp.people_brought b"
        f" WHERE {standing} AND {brought}"
        f" AND (o.territory_id IS DISTINCT FROM b.{field}_territory OR o.detail <> {detail})",
        f"INSERT INTO people_place (person_id, kind, territory_id, detail, since)"
        f" SELECT b.person, '{kind}', b.{field}_territory, {detail}, %(day)s"
        f" FROM pg_temp.people_brought b WHERE {brought}"
        f" AND NOT EXISTS (SELECT FROM people_place o WHERE {standing})",
    )


_NUMBER = (*_number("national", "Bộ Công an"), *_number("moet", "Bộ Giáo dục và Đào tạo"))
_PLACE = tuple(one for kind, field in PLACES.items() for one in _place(kind, field))
_KNOWN = "SELECT b.person FROM pg_temp.people_brought b WHERE NOT b.new AND "


def _new_number(scheme: str) -> str:
    held = _HELD.format(scheme=scheme)
    same = f"SELECT FROM people_identifier i WHERE {held} AND i.value = left(b.{scheme}, 30)"
    return f"{_KNOWN} b.{scheme} IS NOT NULL AND NOT EXISTS ({same})"


def _new_place(kind: str, field: str) -> str:
    same = (
        f"SELECT FROM people_place o WHERE o.person_id = b.person AND o.kind = '{kind}' AND o.until IS NULL"
        f" AND o.detail = left(coalesce(b.{field}_detail, ''), 250)"
        f" AND o.territory_id IS NOT DISTINCT FROM b.{field}_territory"
    )
    told_of = f"(b.{field}_territory IS NOT NULL OR b.{field}_detail IS NOT NULL)"
    return f"{_KNOWN} {told_of} AND NOT EXISTS ({same})"


_CHANGED = " UNION ".join(
    [
        f"{_KNOWN} EXISTS (SELECT FROM people_person p WHERE p.id = b.person AND ({_DIFFERS}))",
        *(_new_number(scheme) for scheme in ("national", "moet")),
        *(_new_place(kind, field) for kind, field in PLACES.items()),
    ]
)


def _changed(cursor: Any) -> list[int]:
    cursor.execute(_CHANGED)
    return [number for (number,) in cursor.fetchall()]


_GUARDIAN = {"name": "text", "phone": "text", "national": "text", "born_year": "smallint", "job": "text"}


@transaction.atomic
def register_guardians(frame: pl.DataFrame, *, actor: Actor, at: datetime, batch: str) -> Merged:
    """Bring guardians into the register: ``person`` (the child), ``kinship``, ``name``, and what is told of
    ``phone``, ``national``, ``born_year``, ``job``.

    A child's mother is one row, and its father, and another guardian of a name: what differs is changed, null
    leaves what stands. Rights are left as they are, new ones have all. A child that the actor may not edit is
    refused by ``OutOfReach``. One journal entry for all, about ``batch``.
    """
    absent = [pl.lit(None, pl.String).alias(name) for name in _GUARDIAN if name not in frame.columns]
    rows = frame.with_columns(absent).select("person", "kinship", *_GUARDIAN)
    rows = rows.with_columns(pl.col("name").map_elements(tidy, pl.String)).drop_nulls("name")
    rows = rows.unique(["person", "kinship", "name"], keep="first", maintain_order=True)
    children = rows.select(key=pl.int_range(pl.len()), person="person").unique("person")
    if match_persons(children, actor=actor)["matched"].is_null().any():
        raise OutOfReach("person")
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} {kind}" for name, kind in _GUARDIAN.items())
        cursor.execute(
            f"CREATE TEMPORARY TABLE people_brought (person bigint, kinship text, {columns}) ON COMMIT DROP"
        )
        copy_frame(cursor, rows, "pg_temp.people_brought")
        cursor.execute("SELECT count(*) " + _GUARDIANS_FROM + f" WHERE {_GUARDIAN_DIFFERS}")
        changed = cursor.fetchone()[0]
        cursor.execute(_GUARDIANS_NEW.format("count(*)"))
        new = cursor.fetchone()[0]
        event = GuardiansRegistered(batch, new, changed, rows.height - new - changed)
        entry = record(event, actor=actor, at=at)
        cursor.execute("SELECT set_config('khuevan.entry', %s, true)", [str(entry)])
        cursor.execute(_GUARDIANS_CHANGE)
        cursor.execute(
            "INSERT INTO people_guardian (child_id, kinship, name, phone, national, born_year, job) "
            + _GUARDIANS_NEW.format(
                "b.person, b.kinship, left(b.name, 120), left(coalesce(b.phone, ''), 15),"
                " left(coalesce(b.national, ''), 12), b.born_year, left(coalesce(b.job, ''), 100)"
            )
        )
        cursor.execute("DROP TABLE pg_temp.people_brought")
        cursor.execute("SELECT set_config('khuevan.entry', '', true)")
    return Merged(new, changed, rows.height - new - changed)


_SAME = "g.child_id = b.person AND g.kinship = b.kinship AND (b.kinship <> 'other' OR g.name = b.name)"
_GUARDIANS_FROM = f"FROM pg_temp.people_brought b JOIN people_guardian g ON {_SAME} AND g.until IS NULL"
_GUARDIAN_DIFFERS = (
    "(" + " OR ".join(f"g.{n} IS DISTINCT FROM coalesce(b.{n}, g.{n})" for n in _GUARDIAN) + ")"
)
_GUARDIANS_CHANGE = (
    f"UPDATE people_guardian g SET {', '.join(f'{n} = coalesce(b.{n}, g.{n})' for n in _GUARDIAN)}"
    f" FROM pg_temp.people_brought b WHERE {_SAME} AND g.until IS NULL AND {_GUARDIAN_DIFFERS}"
)
_GUARDIANS_NEW = (
    "SELECT {} FROM pg_temp.people_brought b WHERE NOT EXISTS"
    f" (SELECT FROM people_guardian g WHERE {_SAME} AND g.until IS NULL)"
)
