"""Lists are read by many side by side: every row once, also while rows are added."""

from datetime import date

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuevan.access.public import Permission
from khuevan.intake.public import Span, rows_between, spans
from khuevan.org.services.institutions import IMPORTABLE
from khuevan_kernel.actor import Actor

SINCE = date(2025, 7, 1)
ADD = """
WITH made AS (
    INSERT INTO org_unit (kind, sector, name, search_name, parent_id, path, ownership, status, since,
                          territory_id, levels)
    SELECT 'upper', 'general', 'X', 'x', %(id)s, %(path)s || (90000000 + c)::text || %(mark)s || '/', 1,
           'active', %(since)s, (SELECT min(id) FROM org_territory), '{}' FROM unnest(%(codes)s::int[]) c
    RETURNING id, path)
INSERT INTO org_unitcode (unit_id, issuer, code, since)
SELECT id, 'moet', %(mark)s || substr(split_part(path, '/', -2), 4, 5), %(since)s FROM made"""
codes = st.sets(st.integers(1, 99_999), max_size=40)


def officer(unit):
    return Actor("account:1", {Permission.ORG_MANAGE: frozenset({unit.path})}, unit.path)


def add(tree, numbers):
    """Schools with these codes in the first province, and as many in the second."""
    with connection.cursor() as cursor:
        for unit, mark in (tree["first"], "A"), (tree["second"], "B"):
            cursor.execute(
                ADD, {"id": unit.id, "path": unit.path, "mark": mark, "since": SINCE, "codes": [*numbers]}
            )


def read(actor, span, limit):
    found: list[str] = []
    while True:
        frame = rows_between(IMPORTABLE, actor, span, limit, ["code"])
        page = frame["code"].to_list() if frame is not None else []
        found += page
        if len(page) < limit:
            return found
        span = Span((page[-1],), span.upto)


@given(codes, codes, st.integers(1, 200), st.integers(1, 7))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_up_to_200_parts_give_every_row_once_while_rows_are_added(tree, numbers, more, parts, limit):
    reader, before = officer(tree["first"]), transaction.savepoint()
    add(tree, numbers)
    cut = spans(IMPORTABLE, reader, parts)
    add(tree, more - numbers)
    found = [code for span in cut for code in read(reader, span, limit)]
    transaction.savepoint_rollback(before)

    assert len(cut) <= parts
    assert found == sorted(f"A{number:05}" for number in numbers | more)
