"""Whoever changes the log, with whatever rights, is found; and the first bad entry is named."""

import json

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connections, transaction

from khuevan.journal import sealing, verifying
from khuevan.journal.commands import journal
from khuevan.journal.models import Leaf, SignedHead
from khuevan.journal.public import record
from khuevan.journal.tests.conftest import AT, CLERK, Happened

ENTRIES = 700  # more than two nodes of the stored level


def ring():
    return sealing.log_keys().ring()


def fill(count, first=0):
    with transaction.atomic():
        for number in range(first, first + count):
            record(Happened(f"n:{number}", "điều đã xảy ra"), actor=CLERK, at=AT)


@pytest.fixture
def log(committed, monkeypatch):
    """A log of 700 entries with heads over 300, 301 and 700, verified in blocks of 256."""
    monkeypatch.setattr(verifying, "BLOCK", 256)
    fill(300)
    sealing.seal()
    fill(1, 300)
    sealing.seal()
    fill(399, 301)
    return sealing.seal()


def entry_at(index):
    return Leaf.objects.get(index=index).entry


def insider(*statements, values=()):
    """What somebody does who owns the tables: no right and no trigger stops them."""
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)


def test_a_log_that_nobody_touched_holds(log):
    found = verifying.verify(ring())

    assert found.fault is None
    assert (found.entries, found.heads, found.sealed) == (ENTRIES, 3, ENTRIES)
    assert found.root == log.root.hex()


def test_an_empty_log_holds(committed):
    assert verifying.verify(ring()).fault is None


@pytest.mark.parametrize("index", [0, 255, 256, 300, 511, 699])
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            "UPDATE journal_entry SET body = replace(body, 'xảy', 'sảy') WHERE id = %s",
            "the entry was changed",
        ),
        (
            "UPDATE journal_entry SET recorded_at = recorded_at - interval '1 us' WHERE id = %s",
            "the entry was changed",
        ),
        (
            "UPDATE journal_entry SET body = replace(body, '\"facts\"', E'\\n\"facts\"') WHERE id = %s",
            "the entry was changed",
        ),
        ("DELETE FROM journal_entry WHERE id = %s", "the entry was removed"),
    ],
)
def test_a_changed_entry_is_named(log, change, why, index):
    entry = entry_at(index)
    insider(change, values=[entry])

    fault = verifying.verify(ring()).fault

    assert fault is not None
    assert (fault.why, fault.index, fault.entry) == (why, index, entry)


@pytest.fixture
def columns():
    """Afterwards the columns are computed again."""
    yield
    for name in ("event", "actor", "subject"):
        told = f"((body)::jsonb ->> '{name}')::varchar(100)"
        insider(
            f"ALTER TABLE journal_entry DROP COLUMN {name}",
            f"ALTER TABLE journal_entry ADD COLUMN {name} varchar(100) NOT NULL"
            f" GENERATED ALWAYS AS ({told}) STORED",
        )
    insider("CREATE INDEX journal_entry_by_subject ON journal_entry (subject, id)")


@pytest.mark.parametrize("name", ["event", "actor", "subject"])
def test_a_column_says_what_the_body_says_or_is_found(log, columns, name):
    with pytest.raises(DatabaseError, match="generated"):
        insider(f"UPDATE journal_entry SET {name} = 'x'")
    insider(f"ALTER TABLE journal_entry ALTER COLUMN {name} DROP EXPRESSION")
    fault = verifying.verify(ring()).fault
    assert fault is not None
    assert "does not take the columns" in fault.why

    entry = entry_at(300)
    insider(f"UPDATE journal_entry SET {name} = 'x' WHERE id = %s", values=[entry])

    fault = verifying.verify(ring()).fault
    assert fault is not None
    assert (fault.why, fault.index, fault.entry) == ("the entry's columns were changed", 300, entry)


def test_an_entry_changed_with_its_leaf_is_found_by_the_first_head_over_it(log):
    entry = entry_at(300)
    insider(
        "UPDATE journal_entry SET body = replace(body, 'xảy', 'sảy') WHERE id = %s",
        """UPDATE journal_leaf SET hash = (SELECT sha256('\\x00'::bytea || convert_to(to_char(
        recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || ' ' || body, 'UTF8'))
        FROM journal_entry WHERE id = entry)
        WHERE entry = %s""",
        values=[entry],
    )

    fault = verifying.verify(ring()).fault

    assert fault is not None
    assert (fault.index, fault.entry) == (300, entry)
    assert "entries 300 to 300" in fault.why


def test_a_leaf_taken_out_of_the_middle_is_found(log):
    insider("DELETE FROM journal_leaf WHERE index = %s", values=[400])

    fault = verifying.verify(ring()).fault

    assert fault is not None
    assert (fault.why, fault.index) == ("a leaf is missing", 400)


def test_the_last_entries_removed_with_all_their_traces_are_missed_by_the_newest_head(log):
    insider(
        "DELETE FROM journal_entry WHERE id IN (SELECT entry FROM journal_leaf WHERE index >= 690)",
        "DELETE FROM journal_leaf WHERE index >= 690",
        "UPDATE journal_counter SET leaves = 690",
    )

    fault = verifying.verify(ring()).fault

    assert fault is not None
    assert "a signed head counts 700 entries, the log holds 690" in fault.why


def test_an_entry_slipped_in_without_a_place_is_found(log):
    insider(
        "ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_gets_its_place",
        'INSERT INTO journal_entry (id, body) VALUES (9999999, \'{"event":"e","actor":"a","subject":"s"}\')',
        "ALTER TABLE journal_entry ENABLE TRIGGER journal_entry_gets_its_place",
    )

    fault = verifying.verify(ring()).fault

    assert fault is not None
    assert (fault.why, fault.entry) == ("the entry has no place in the log", 9999999)


def test_a_changed_node_is_found(log):
    insider("UPDATE journal_node SET hash = sha256('') WHERE level = 8 AND index = 1")

    fault = verifying.verify(ring()).fault

    assert fault is not None
    assert fault.index == 256


@pytest.mark.parametrize(
    "change", ["at = '2020-01-01T00:00:00.000000Z'", "root = sha256('')", "size = 302", "key = 'x'"]
)
def test_a_changed_head_is_found(log, change):
    insider(f"UPDATE journal_signedhead SET {change} WHERE size = 301")

    assert verifying.verify(ring()).fault is not None


def test_old_heads_hold_after_the_key_was_changed(log):
    old = ring().keys[-1]
    new = sealing.log_keys().rotate(sealing.database_time())
    fill(1, 700)
    sealing.seal()

    assert verifying.verify(ring()).fault is None
    assert set(SignedHead.objects.values_list("key", flat=True)) == {old.id, new.id}
    assert [key.id for key in ring().trusted_from(old.id).keys] == [old.id, new.id]


def test_the_command_says_so_in_figures_and_by_its_ending(log):
    held = CliRunner().invoke(journal, ["verify", "--json"], obj=lambda: None)
    insider("DELETE FROM journal_entry WHERE id = %s", values=[entry_at(5)])
    broken = CliRunner().invoke(journal, ["verify", "--json"], obj=lambda: None)

    assert (held.exit_code, json.loads(held.stdout)["holds"], json.loads(held.stdout)["entries"]) == (
        0,
        True,
        ENTRIES,
    )
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["fault"]["index"] == 5
