"""Keys: given for one's own office, shown once, ended at once, and never kept."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from khuevan.access.public import OutOfReach
from khuevan.exchange import rules, services
from khuevan.exchange.models import Key
from khuevan.exchange.selectors import holder, own_keys
from khuevan.exchange.shapes import cursor_of, span_of
from khuevan.intake.public import Span
from khuevan.journal.public import entries_of
from khuevan.org.services.institutions import DESCRIPTION
from khuevan_kernel.actor import Actor


def test_only_the_digest_of_a_token_is_kept(key):
    _, token = key()
    row = Key.objects.for_system("the test's").get()

    assert row.digest == rules.token_digest(token)
    assert token not in str(row.__dict__)
    assert [e.facts.keys() for e in entries_of([str(row)], "exchange.key-given")] == [{"office", "until"}]


def test_a_key_runs_out(key, now):
    _, token = key(days=1)

    assert holder(token, now + timedelta(hours=23)) is not None
    assert holder(token, now + timedelta(days=1)) is None


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_key_lasts_a_year_at_most(key, days):
    with pytest.raises(rules.KeyTooLong):
        key(days=days)
    assert not Key.objects.for_system("the test's").exists()


def test_whoever_has_no_office_gives_no_key(db, now):
    with pytest.raises(rules.NoOffice):
        services.give_key(name="x", until=now + timedelta(days=1), actor=Actor("account:1"), at=now)


def test_nobody_ends_another_s_key(key, officers, now):
    facts, token = key("first")

    with pytest.raises(OutOfReach):
        services.end_key(reference=facts.ref, actor=officers["second"], at=now)
    assert holder(token, now) is not None


def test_a_key_is_made_on_its_page_and_shown_once(officers, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    client = Client()
    client.login(username="first", password="một mật khẩu đủ dài 7")

    client.post("/me/keys", {"name": "Sổ điểm", "days": "90"})
    first, again = client.get("/me/keys").content.decode(), client.get("/me/keys").content.decode()

    hint = own_keys(officers["first"], Key.objects.for_system("the test's").get().since)[0].hint
    assert first.count("<code>kv_") == 2
    assert again.count("<code>kv_") == 1
    assert hint in again


@given(st.none() | st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8"), max_size=30))
def test_a_cursor_leads_to_the_keys_it_was_made_of(key):
    span = Span(None if key is None else (key,), None)

    assert span_of(cursor_of(span), DESCRIPTION) == span


@given(st.text(max_size=30))
def test_any_other_text_is_no_cursor_or_leads_to_keys(text):
    found = span_of(text, DESCRIPTION)

    assert found is None or all(key is None or len(key) == 1 for key in (found.after, found.upto))
