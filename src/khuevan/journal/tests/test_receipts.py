"""A receipt is believed by somebody who has only the public keys: no Django, no database."""

import json
import stat
import subprocess
import sys
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import transaction

from khuevan.journal import sealing
from khuevan.journal.public import receipt, record, seal
from khuevan.journal.tests.conftest import AT, CLERK, Happened
from khuevan_kernel.event import Event
from khuevan_kernel.log import BadReceipt, check_receipt, digest

CONTENT = {"field": "name", "should_be": "Nguyễn Văn Ân"}
STRANGER = """
import sys
sys.modules["django"] = None  # any import of it fails
from khuevan.config.cli import main
main()
"""


@dataclass(frozen=True, slots=True)
class Asked(Event):
    name: ClassVar[str] = "journal.asked"
    content: str


@pytest.fixture
def entry(committed):
    with transaction.atomic():
        return record(Asked("person:1", digest(CONTENT)), actor=CLERK, at=AT)


@pytest.fixture
def stranger(tmp_path):
    """Another machine: an empty home, no Django, and the files that are given."""

    def run(given, *options):
        file = tmp_path / "receipt.json"
        file.write_text(json.dumps(given, ensure_ascii=False))
        keys = tmp_path / "published.json"
        keys.write_text(json.dumps(sealing.log_keys().ring().published()))
        asked = [str(keys) if option == "KEYS" else option for option in options]
        return subprocess.run(
            [sys.executable, "-c", STRANGER, "journal", "check-receipt", str(file), "--json", *asked],
            capture_output=True, text=True, env={"KHUEVAN_HOME": str(tmp_path / "elsewhere")},
        )  # fmt: skip

    return run


def test_before_sealing_it_says_what_and_when_and_after_it_proves_where(entry):
    before = receipt(entry, CONTENT)
    with transaction.atomic():
        for number in range(300):
            record(Happened(f"n:{number}"), actor=CLERK, at=AT)
    seal()
    after = receipt(entry, CONTENT)

    ring = sealing.log_keys().ring()
    assert check_receipt(json.dumps(before), ring).sealed is False
    checked = check_receipt(json.dumps(after), ring)
    assert (checked.sealed, checked.index, checked.what) == (True, 0, "journal.asked")


def test_a_stranger_checks_it_with_the_published_keys_or_a_pinned_key(entry, stranger):
    seal()
    given = receipt(entry, CONTENT)
    pinned = sealing.log_keys().ring().keys[0].id

    with_keys, with_pin, with_nothing = (
        stranger(given, "--keys", "KEYS"),
        stranger(given, "--key-id", pinned),
        stranger(given),
    )

    assert (with_keys.returncode, json.loads(with_keys.stdout)["holds"]) == (0, True), with_keys.stderr
    assert with_pin.returncode == 0
    assert (with_nothing.returncode, json.loads(with_nothing.stdout)["code"]) == (3, "unknown-key")


def test_a_stranger_is_told_when_it_was_altered(entry, stranger):
    given = receipt(entry, CONTENT)
    altered = given | {"content": CONTENT | {"should_be": "Nguyễn Văn An"}}

    result = stranger(altered, "--keys", "KEYS")

    assert (result.returncode, json.loads(result.stdout)) == (1, {"holds": False, "code": "bad-signature"})


def test_there_is_no_receipt_for_what_was_not_sent(entry):
    with pytest.raises(BadReceipt):
        receipt(entry, CONTENT | {"field": "sex"})


def test_there_is_no_receipt_before_the_commit(committed):
    with transaction.atomic():
        number = record(Asked("person:1", digest(CONTENT)), actor=CLERK, at=AT)
        with pytest.raises(LookupError):
            receipt(number, CONTENT)


def test_private_keys_are_their_owners_alone_and_go_when_they_are_replaced(committed, tmp_path):
    keys = sealing.log_keys()
    first, _ = keys.signer("2026-01-01T00:00:00.000000Z")
    second = keys.rotate("2026-02-01T00:00:00.000000Z")

    private = list((tmp_path / "keys").glob("*.pem"))
    assert [file.name for file in private] == [f"log-{second.id}.pem"]
    assert stat.S_IMODE(private[0].stat().st_mode) == 0o600
    assert [key.id for key in keys.ring().keys] == [first.id, second.id]
