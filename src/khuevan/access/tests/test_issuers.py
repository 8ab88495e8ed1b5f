"""Signing in with an issuer: the whole flow over real HTTP, and everything that must not pass."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from khuevan.access import linking, services
from khuevan.access.models import Account
from khuevan.access.public import system
from khuevan.access.tests.test_grants import NOON
from khuevan.journal.models import Entry

FAKE = Path(__file__).parents[4] / "tests" / "fakes" / "oidc_provider.py"
LOGIN = "/accounts/oidc/vneid/login/"
LAN = {"sub": "c0ffee", "SoDinhDanh": "001200000001", "HoVaTen": "Lò Thị Lan"}
CLAIMS = {"national_id": "SoDinhDanh", "name": "HoVaTen"}


@pytest.fixture(scope="module")
def address():
    process = subprocess.Popen([sys.executable, FAKE], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait()
    process.stdout.close()


@pytest.fixture
def issuer(address, settings, db):
    """The fake as this installation's issuer. ``issuer(…)`` sets who comes, and what is wrong."""
    app = {
        "provider_id": "vneid",
        "name": "VNeID",
        "client_id": "khuevan",
        "secret": "a secret: with a colon",
        "settings": {"server_url": address, "scope": ["openid"], "claims": CLAIMS},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    def comes(person=LAN, **faults):
        requests.post(f"{address}/person", data=json.dumps(person), timeout=5)
        requests.post(f"{address}/faults", data=json.dumps(faults), timeout=5)

    comes()
    return comes


@pytest.fixture
def finder():
    """Registers how a number finds a person; whatever stood before stands again afterwards."""
    before = linking._finders[:]
    yield linking.link_to_persons
    linking._finders[:] = before


def back_from_the_issuer(browser: Client) -> str:
    """Go to the issuer as a browser does, and give the address it sends one back to."""
    leaves = browser.post(LOGIN)
    assert leaves.status_code == 302
    returns = requests.get(leaves.headers["Location"], allow_redirects=False, timeout=5)
    assert returns.status_code == 302
    address = urlsplit(returns.headers["Location"])
    return f"{address.path}?{address.query}"


def sign_in(browser):
    return browser.get(back_from_the_issuer(browser))


def someone(browser: Client) -> Account | None:
    number = browser.session.get("_auth_user_id")
    return Account.objects.get(pk=number) if number else None


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_whoever_an_issuer_recognises_is_signed_in(issuer, client, algorithm):
    issuer(alg=algorithm)

    answer = sign_in(client)

    account = someone(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/my-work")
    assert account is not None
    assert (account.name, account.person, account.has_usable_password()) == ("Lò Thị Lan", None, False)
    assert Entry.objects.get(event="access.account_created").subject == f"account:{account.pk}"


def test_the_second_time_it_is_the_same_account(issuer, client):
    sign_in(client)
    first = someone(client)

    other = Client()
    sign_in(other)

    assert someone(other) == first
    assert Account.objects.count() == 1


def test_a_verified_number_ties_the_account_to_the_persons_record(issuer, client, finder):
    finder(lambda identity: 7 if identity.national_id == LAN["SoDinhDanh"] else None)

    sign_in(client)

    account = someone(client)
    assert account is not None and account.person == 7
    assert Entry.objects.filter(event="access.account_linked", subject=str(account)).count() == 1


def test_a_verified_number_finds_the_account_that_the_person_has(issuer, client, finder):
    finder(lambda identity: 7)
    made = services.create_account(username="lan", person=7, actor=system("tests"), at=NOON)

    sign_in(client)

    assert someone(client) == Account.objects.get(pk=made.id)
    assert Account.objects.count() == 1


def test_a_disabled_account_is_not_opened_by_its_persons_number(issuer, client, finder):
    finder(lambda identity: 7)
    made = services.create_account(username="lan", person=7, actor=system("tests"), at=NOON)
    services.disable_account(account=made.id, reason="left", actor=system("tests"), at=NOON)

    sign_in(client)

    account = someone(client)
    assert account is None or account.person is None


def test_no_claim_of_an_issuer_is_kept_beside_the_account(issuer, client):
    sign_in(client)
    account = someone(client)

    assert account is not None
    kept = SocialAccount.objects.get(user=account)
    assert (kept.uid, set(kept.extra_data)) == ("c0ffee", {"iss"})
    assert LAN["SoDinhDanh"] not in "".join(Entry.objects.values_list("body", flat=True))


FAULTS = {
    "nonce": {"nonce": "of another sign-in"},
    "no nonce": {"nonce": None},
    "alg none": {"alg": "none"},
    "alg none under a known key": {"alg": "none", "kid": "RS256"},
    "a shared secret": {"alg": "HS256", "kid": "shared"},
    "a shared secret under a known key": {"alg": "HS256", "kid": "RS256"},
    "an unknown key": {"kid": "other"},
    "another's signature": {"signed_by_a_stranger": True},
    "another client's token": {"aud": "other"},
    "a token for two clients": {"aud": ["khuevan", "other"]},
    "another issuer": {"iss": "https://elsewhere.example"},
    "an expired token": {"lifetime": -120},
    "no identity token": {"no_id_token": True},
    "another's user info": {"userinfo_sub": "other"},
    "another's state": {"state": "other"},
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS.keys())
def test_a_false_word_of_an_issuer_signs_nobody_in(issuer, client, faults):
    issuer(**faults)

    answer = sign_in(client)

    assert answer.status_code != 302
    assert someone(client) is None
    assert not Account.objects.exists()


def test_an_address_of_return_is_good_once_and_for_its_own_browser(issuer, client):
    address = back_from_the_issuer(client)

    assert Client().get(address).status_code != 302
    assert not Account.objects.exists()
    client.get(address)
    client.post("/accounts/logout/")
    again = client.get(address)

    assert again.status_code != 302
    assert someone(client) is None


def test_a_code_cannot_be_replayed_in_a_sign_in_of_ones_own(issuer, client):
    stolen = parse_qs(urlsplit(back_from_the_issuer(client)).query)["code"][0]
    thief = Client()
    own = parse_qs(urlsplit(back_from_the_issuer(thief)).query)["state"][0]

    answer = thief.get(f"{LOGIN}callback/", {"code": stolen, "state": own})

    assert answer.status_code != 302
    assert someone(thief) is None


def test_the_address_adds_nothing_to_what_is_asked_of_the_issuer(issuer, client):
    leaves = client.post(f"{LOGIN}?scope=everything&auth_params=nonce%3Dmine%26prompt%3Dnone")

    asked = parse_qs(urlsplit(leaves.headers["Location"]).query)
    assert asked["scope"] == ["openid"]
    assert asked["nonce"] != ["mine"]
    assert "prompt" not in asked


def test_an_unknown_issuer_is_an_unknown_address(issuer, client):
    assert client.post("/accounts/oidc/other/login/").status_code == 404
