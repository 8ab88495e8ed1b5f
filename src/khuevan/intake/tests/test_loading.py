"""Many rows into a table, exactly as they were given."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuevan.intake.public import Merged, copy_frame, merge_frame

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

COLUMNS = ["id", "name", "mark", "born", "here"]
HOSTILE = [
    "",
    "\\N",
    "\\.",
    '"',
    'a"b',
    "a,b",
    "a\nb",
    "a\r\nb",
    "\r",
    "=1+1",
    "-Lan",
    "+84",
    "007",
    "\\",
    "\t",
    " x ",
]


@pytest.fixture
def table(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE intake_proof (id text PRIMARY KEY, name text, mark numeric(5,2),"
            " born date, here boolean)"
        )
    return "intake_proof"


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id, name, mark, born, here FROM {table} ORDER BY id COLLATE "C"')
        return cursor.fetchall()


def frame(*rows):
    types = [pl.String(), pl.String(), pl.Decimal(5, 2), pl.Date(), pl.Boolean()]
    return pl.DataFrame(rows, schema=list(zip(COLUMNS, types, strict=True)), orient="row")


ROW = ("1", "Hoa", Decimal("9.25"), date(2010, 5, 1), True)


def test_a_copied_row_comes_out_as_it_went_in(table):
    assert copy_frame(connection, frame(ROW, ("2", None, None, None, None)), table) == 2

    assert rows_of(table) == [ROW, ("2", None, None, None, None)]


def test_copying_takes_a_cursor_and_a_choice_of_columns(table):
    with connection.cursor() as cursor:
        copy_frame(cursor, frame(ROW), table, ["id", "born"])

    assert rows_of(table) == [("1", None, None, date(2010, 5, 1), None)]


def test_hostile_texts_stay_as_they_are(table):
    given_rows = [(f"{n:02}", text, None, None, None) for n, text in enumerate(HOSTILE)]

    copy_frame(connection, frame(*given_rows), table)

    assert rows_of(table) == given_rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_any_text_stays_as_it_is(table, text):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE intake_proof")
    copy_frame(connection, frame(("1", text, None, None, None)), table)

    assert rows_of(table)[0][1] == text


def test_a_merge_adds_changes_and_leaves(table):
    copy_frame(connection, frame(ROW, ("2", "Lan", None, None, None), ("3", None, None, None, False)), table)

    merged = merge_frame(
        frame(ROW, ("2", "", None, None, None), ("3", None, None, None, False), ("4", "N", None, None, None)),
        table=table,
        key=["id"],
    )

    assert merged == Merged(inserted=1, updated=1, unchanged=2)
    assert rows_of(table) == [
        ROW,
        ("2", "", None, None, None),
        ("3", None, None, None, False),
        ("4", "N", None, None, None),
    ]


def test_two_merges_in_one_transaction_do_not_meet(table):
    first = merge_frame(frame(ROW), table=table, key=["id"])
    second = merge_frame(frame(ROW), table=table, key=["id"])

    assert (first, second) == (Merged(1, 0, 0), Merged(0, 0, 1))


def test_columns_outside_the_guard_do_not_make_a_row_differ(table):
    copy_frame(connection, frame(ROW), table)
    other = ("1", "Huệ", Decimal("9.25"), date(2010, 5, 1), True)

    assert merge_frame(frame(other), table=table, key=["id"], guard=["mark"]) == Merged(0, 0, 1)


@pytest.mark.parametrize("wrong", [[ROW, ROW], [(None, "Hoa", None, None, None)]])
def test_a_key_that_names_no_row_or_two_is_refused(table, wrong):
    with pytest.raises(ValueError, match="a key"):
        merge_frame(frame(*wrong), table=table, key=["id"])

    assert rows_of(table) == []


@pytest.fixture
def guarded():
    """A table as registers are: partitioned, owned by another role, under row-level security."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS intake_guarded")
        cursor.execute(
            "CREATE TABLE intake_guarded (id text, year int, unit text, PRIMARY KEY (year, id))"
            " PARTITION BY LIST (year)"
        )
        cursor.execute("CREATE TABLE intake_guarded_2025 PARTITION OF intake_guarded FOR VALUES IN (2025)")
        cursor.execute("ALTER TABLE intake_guarded ENABLE ROW LEVEL SECURITY")
        cursor.execute(
            "CREATE POLICY mine ON intake_guarded USING (unit = current_setting('khuevan.reach', true))"
        )
        role = connection.settings_dict["USER"]
        cursor.execute(f'GRANT SELECT, INSERT, UPDATE ON intake_guarded TO "{role}"')
    yield "intake_guarded"
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE intake_guarded")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_merge_goes_into_a_partitioned_table_under_row_level_security(guarded):

    rows = pl.DataFrame({"id": ["a", "b"], "year": [2025, 2025], "unit": ["/1/", "/1/"]})
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('khuevan.reach', '/1/', true)")
        assert merge_frame(rows, table=guarded, key=["year", "id"]) == Merged(2, 0, 0)
        assert merge_frame(rows, table=guarded, key=["year", "id"]) == Merged(0, 0, 2)


def test_many_rows_are_tried_as_new_first_and_come_to_the_same(table, monkeypatch):
    monkeypatch.setattr("khuevan.intake.loading.COPIED_FROM", 1)
    texts = [
        (f"{n:02}", text, Decimal("9.20"), date(2010, 5, 1), n % 2 == 0) for n, text in enumerate(HOSTILE)
    ]
    nulls = [("97", None, None, None, None), ("98", "", None, None, None), ("99", "x", None, None, True)]
    assert merge_frame(frame(*texts, *nulls), table=table, key=["id"]) == Merged(len(texts) + 3, 0, 0)

    changed = [("97", "", None, None, None), ("98", None, None, None, None), ("99", "x", None, None, False)]
    merged = merge_frame(frame(*texts, *changed, ROW), table=table, key=["id"])

    assert merged == Merged(inserted=1, updated=3, unchanged=len(texts))
    assert rows_of(table) == sorted([*texts, *changed, ROW], key=lambda row: row[0].encode())
