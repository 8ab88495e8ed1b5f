"""Writing territory: what ships with the program, and the statistics office's table of the old communes."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

from django.db import connection, transaction

from khuevan.access.public import Actor
from khuevan.journal.public import entries_of, record
from khuevan.org import conversion, rules
from khuevan.org.contracts import Loaded, TerritoryLoaded
from khuevan.org.selectors.territory import tree_on

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('org territory', 0))"
DAY = rules.COMMUNES_BEGIN
# The statistics office's table tells who stood on the last day, not since when.
OLD_SINCE = date(2025, 1, 1)
_ROWS = """jsonb_to_recordset(%(rows)s::jsonb) AS r(level text, code text, name text, full_name text,
    kind text, name_en text, parent_level text, parent_code text, since date, until date)"""
_END = f"""UPDATE org_territory t SET until = r.until FROM {_ROWS}
WHERE t.level = r.level AND t.code = r.code AND t.since = r.since
  AND t.until IS NULL AND r.until IS NOT NULL"""
_ADD = f"""INSERT INTO org_territory (level, code, name, full_name, kind, name_en, parent_id, since, until)
SELECT r.level, r.code, r.name, r.full_name, r.kind, r.name_en, p.id, r.since, r.until FROM {_ROWS}
LEFT JOIN org_territory p ON p.level = r.parent_level AND p.code = r.parent_code
    AND p.since <= r.since AND (p.until IS NULL OR p.until > r.since)
WHERE r.level = %(level)s
  AND NOT EXISTS (SELECT FROM org_territory t
                  WHERE t.level = r.level AND t.code = r.code AND t.since = r.since
                  AND (t.code <> '' OR (t.full_name = r.full_name AND t.parent_id = p.id)))
ORDER BY r.code, r.since"""
_FOLLOW = """INSERT INTO org_succession (predecessor_id, successor_id, extent, day, source)
SELECT p.id, s.id, r.extent, r.day, r.source
FROM jsonb_to_recordset(%(rows)s::jsonb)
    AS r(level text, code text, came_from text, extent text, day date, source text)
JOIN org_territory s ON s.level = r.level AND s.code = r.code AND s.since = r.day
JOIN org_territory p ON p.level = r.level AND p.code = r.came_from AND p.until = r.day
ON CONFLICT (predecessor_id, successor_id, day) DO NOTHING"""
_FOLLOW_TABLE = """INSERT INTO org_succession (predecessor_id, successor_id, extent, day, source)
SELECT p.id, s.id, r.extent, %(day)s, %(source)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(new_code text, level text, old_code text, old_name text,
    district_code text, extent text)
JOIN org_territory s ON s.level = 'commune' AND s.code = r.new_code AND s.since = %(day)s
JOIN org_territory d ON d.level = 'district' AND d.code = r.district_code AND d.until = %(day)s
JOIN org_territory p ON p.until = %(day)s AND p.level = r.level
    AND p.code = CASE r.level WHEN 'district' THEN r.district_code ELSE r.old_code END
    AND (p.code <> '' OR (p.full_name = r.old_name AND p.parent_id = d.id))"""
Facts = dict[str, Any]


@transaction.atomic
def load_territory(*, actor: Actor, at: datetime) -> dict[str, int]:
    """Write down the provinces of ``regulations/territory`` and the communes of ``vietnam-provinces``.

    Answers how many of each were added, ended and tied to what they came from; where all of it stands
    already, nothing is written and nothing journalled. Names that stand are left alone.
    """
    shipped = _shipped_digest()
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        if shipped in {one.facts["digest"] for one in entries_of(["territory"], TerritoryLoaded.name)}:
            return dict.fromkeys(("ended", "province", "commune", "successions"), 0)
        rows = _shipped_rows()
        cursor.execute(_END, {"rows": json.dumps(rows)})
        counts = {"ended": cursor.rowcount}
        for level in ("province", "commune"):
            cursor.execute(_ADD, {"rows": json.dumps(rows), "level": level})
            counts[level] = cursor.rowcount
        cursor.execute(_FOLLOW, {"rows": json.dumps(_shipped_successions())})
        counts["successions"] = cursor.rowcount
        if counts["commune"]:
            cursor.execute("ANALYZE org_territory")
    if any(counts.values()):
        record(TerritoryLoaded("territory", shipped, counts), actor=actor, at=at)
    return counts


def _shipped_digest() -> str:
    """What ships, told from the files and the version of the package, without reading its communes."""
    source = rules.CHANGES.read_bytes() + rules.CODES.read_bytes() + version("vietnam-provinces").encode()
    return hashlib.sha256(source).hexdigest()


def _shipped_rows() -> list[Facts]:
    """Every version of every territory that ships, its end included."""
    import vietnam_provinces  # noqa: PLC0415  seconds, and wanted only where something is new

    right = rules.corrected_codes()
    rows = []
    for ward in vietnam_provinces.Ward.iter_all():
        row = _named("commune", f"{ward.code.value:05d}", ward.name, DAY, f"{ward.province_code.value:02d}")
        rows.append(row | {"code": right.get((row["code"], row["full_name"]), row["code"])})
    standing = {(row["level"], row["code"]): row for row in rows}
    for change in rules.changes():
        parent = standing[change.level, change.code]["parent_code"] if change.level == "commune" else None
        for code in change.came_from:
            standing.pop((change.level, code))["until"] = change.since.isoformat()
        row = _named(change.level, change.code, change.full_name, change.since, parent)
        standing[change.level, change.code] = row
        rows.append(row)
    return rows


def _named(level: str, code: str, full_name: str, since: date, parent: str | None) -> Facts:
    kind, name = rules.split_name(full_name)
    plain = unicodedata.normalize("NFD", name).replace("đ", "d").replace("Đ", "D")
    return {
        "level": level, "code": code, "name": name, "full_name": f"{kind} {name}".strip(), "kind": kind,
        "name_en": "".join(sign for sign in plain if not unicodedata.combining(sign)),
        "parent_level": {"commune": "province", "district": "province"}.get(level), "parent_code": parent,
        "since": since.isoformat(), "until": None,
    }  # fmt: skip


def _shipped_successions() -> list[Facts]:
    return [
        {
            "level": change.level, "code": change.code, "came_from": code, "day": change.since.isoformat(),
            "extent": "unchanged" if change.came_from == (change.code,) else "whole",
            "source": str(change.cites)[:200],
        }
        for change in rules.changes() for code in change.came_from
    ]  # fmt: skip


@transaction.atomic
def load_conversion(*, data: bytes, actor: Actor, at: datetime) -> Loaded:
    """Load the statistics office's conversion table: old districts and communes, and what became of each.

    The same file again changes nothing and says so (``already``). Refuses with ``FileRefused`` what is not
    the whole table, and another table once one is loaded.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    load_territory(actor=actor, at=at)
    old = {one.code: one.full_name for one in tree_on(date(2025, 6, 30), "province")}
    new = {one.code for one in tree_on(DAY, "commune")}
    table = conversion.read(data, new, old)
    subject = f"territory-table:{table.digest}"
    if entries_of([subject], TerritoryLoaded.name):
        return _report(table, already=True, counts={"communes": 0, "districts": 0, "successions": 0})
    if tree_on(date(2025, 6, 30), "district"):
        raise rules.FileRefused(
            place="tệp (file)", rule="một bảng khác đã được nạp (another table is loaded)",
            remedy="dùng đúng tệp đã nạp; sửa sai là việc của thay đổi có căn cứ"
            " (use the file that was loaded)",
        )  # fmt: skip
    counts = _write_table(table)
    record(TerritoryLoaded(subject, table.digest, counts | _accounts(table)), actor=actor, at=at)
    return _report(table, already=False, counts=counts)


def _write_table(table: conversion.Table) -> dict[str, int]:
    districts = [
        _named("district", code, name, OLD_SINCE, province) | {"until": DAY.isoformat()}
        for code, (name, province) in sorted(table.district_facts().items())
    ]
    old = {
        (row.old_code, row.old_code or (row.old_name, row.district_code)): _named(
            "commune", row.old_code, row.old_name, OLD_SINCE, row.district_code
        ) | {"parent_level": "district", "until": DAY.isoformat()}
        for row in reversed(table.rows) if row.level == "commune"
    }  # fmt: skip
    said = ("new_code", "level", "old_code", "old_name", "district_code", "extent")
    rows = [{name: getattr(row, name) for name in said} for row in table.rows]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, {"rows": json.dumps(districts), "level": "district"})
        counts = {"districts": cursor.rowcount}
        cursor.execute(_ADD, {"rows": json.dumps(list(old.values())), "level": "commune"})
        counts["communes"] = cursor.rowcount
        cursor.execute("ANALYZE org_territory")
        source = f"Bảng chuyển đổi của cơ quan thống kê, sha256 {table.digest[:16]}"
        cursor.execute(_FOLLOW_TABLE, {"rows": json.dumps(rows), "day": DAY, "source": source})
        counts["successions"] = cursor.rowcount
        cursor.execute("ANALYZE org_succession")
    return counts


def _accounts(table: conversion.Table) -> dict[str, int]:
    return {
        "read": table.read, "loaded": len(table.rows), "banners": table.banners,
        "duplicates": table.duplicates, "refused": len(table.refused), "remarks": len(table.remarks),
    }  # fmt: skip


def _report(table: conversion.Table, *, already: bool, counts: Mapping[str, int]) -> Loaded:
    return Loaded(
        digest=table.digest, already=already, read=table.read, loaded=len(table.rows), banners=table.banners,
        duplicates=table.duplicates, refused=tuple(table.refused), remarks=tuple(sorted(table.remarks)),
        communes=counts["communes"], districts=counts["districts"], successions=counts["successions"],
    )  # fmt: skip
