"""Signing in and staying signed in."""

import re
import types
from datetime import date, timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.utils import timezone

from khuevan.access import rules, services
from khuevan.access.contracts import DemoPerson, Role
from khuevan.access.limiter import SharedCache
from khuevan.access.models import Account
from khuevan.access.public import system
from khuevan.access.web import demo_urlpatterns
from khuevan.journal.models import Entry

ROOT = system("tests")
PASSWORD = "mười hai con giáp"
LOGIN = "/accounts/login/"
REFUSED = re.compile(r'<div class="notice bad".*?</div>', re.DOTALL)


@pytest.fixture(autouse=True)
def _no_second_factor_and_a_cache_of_its_own(settings, tmp_path):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": tmp_path / "cache"}}


@pytest.fixture
def head(db):
    at = timezone.now()
    made = services.create_account(username="head", name="Lan", password=PASSWORD, actor=ROOT, at=at)
    services.give_grant(
        account=made.id, role=Role.HEAD, path="/1/3/", since=at - timedelta(hours=1),
        until=at + timedelta(days=1), actor=ROOT, at=at,
    )  # fmt: skip
    return made


def sign_in(browser, username="head", password=PASSWORD):
    return browser.post(LOGIN, {"login": username, "password": password})


def grant_of(account):
    return Account.objects.get(pk=account.id).grants.for_system("test").get().pk


def test_a_session_gets_a_new_name_when_somebody_signs_in(head, client):
    client.get("/demo-before")
    session = client.session
    session["something"] = 1
    session.save()
    before = session.session_key
    client.cookies["khuevan-session"] = before

    sign_in(client)

    assert client.session.session_key != before
    assert client.get("/access/grants").status_code == 200


def test_a_disabled_account_is_signed_out_with_its_next_request_and_stays_so(head, client):
    sign_in(client)

    services.disable_account(account=head.id, reason="left", actor=ROOT, at=timezone.now())

    assert client.get("/access/grants").status_code == 302
    Account.objects.filter(pk=head.id).update(is_active=True)
    assert client.get("/access/grants").status_code == 302


def test_an_ended_grant_is_seen_by_the_next_request(head, client):
    sign_in(client)
    assert client.get("/access/grants").status_code == 200

    services.end_grant(grant=grant_of(head), actor=ROOT, at=timezone.now())

    assert client.get("/access/grants").status_code == 404


def test_who_a_request_is_takes_one_query_for_all_grants(head, client):
    sign_in(client)

    with CaptureQueriesContext(connection) as seen:
        client.get("/help")

    assert len([query for query in seen.captured_queries if 'FROM "access_grant"' in query["sql"]]) == 1


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(head):
    unknown = sign_in(Client(), "nobody-of-that-name")
    wrong = sign_in(Client(), "head", "not the password")

    assert unknown.status_code == wrong.status_code == 200
    said = [REFUSED.search(answer.content.decode()) for answer in (unknown, wrong)]
    assert said[0] and said[1] and said[0].group() == said[1].group()


def test_a_forgotten_password_is_answered_alike_whether_there_is_an_account_or_not(head):
    Account.objects.filter(pk=head.id).update(email="head@example.vn")
    answers = [
        Client().post("/accounts/password/reset/", {"email": address})
        for address in ("head@example.vn", "nobody@example.vn")
    ]

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (302, "/accounts/password/reset/done/")
    }


def test_guessing_is_stopped_for_that_name_even_with_the_right_password(head):
    for _ in range(5):
        sign_in(Client(), "head", "a guess")

    browser = Client()
    sign_in(browser)

    assert "_auth_user_id" not in browser.session


def test_guesses_are_counted_for_all_workers(tmp_path):
    first, second = (SharedCache(tmp_path / "shared", {}) for _ in range(2))

    first.set("attempts", [1, 2, 3])

    assert second.get("attempts") == [1, 2, 3]


def test_guesses_are_counted_where_the_shared_folder_fails(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    cache = SharedCache(in_the_way / "cache", {})

    cache.set("attempts", [1])

    assert cache.get("attempts") == [1]
    assert cache.add("attempts", [2]) is False
    assert cache.delete("attempts") is True


def test_the_sites_own_cache_is_the_shared_one():
    assert isinstance(caches["default"], SharedCache)


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["ngắn quá", "12345678901234", "password123", "nguyen.thi.lan"])
def test_a_weak_password_is_refused_and_leaves_no_account(password):
    with pytest.raises(rules.PasswordTooWeak):
        services.create_account(username="nguyen.thi.lan", password=password, actor=ROOT, at=timezone.now())

    assert not Account.objects.exists()
    assert not Entry.objects.exists()


def test_a_password_is_kept_by_argon2(head):
    assert Account.objects.get(pk=head.id).password.startswith("argon2$argon2id$")


def test_signing_up_is_not_offered(client, db):
    answer = client.post(
        "/accounts/signup/", {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert answer.status_code == 200
    assert not Account.objects.exists()


def test_staff_without_a_second_factor_reach_nothing_until_it_is_set_up(head, client, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = date(2020, 1, 1)
    sign_in(client)

    answer = client.get("/access/grants")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")
    assert "Cần thêm bước xác thực thứ hai" in client.get("/me/access").content.decode()
    TOTP.activate(Account.objects.get(pk=head.id), generate_totp_secret())
    assert client.get("/access/grants").status_code == 200


def test_the_second_factor_is_asked_of_staff_from_its_day_on(head, client, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = timezone.localdate() + timedelta(days=1)
    sign_in(client)

    assert client.get("/access/grants").status_code == 200


def test_a_code_is_asked_for_and_good_once(head, client):
    secret = generate_totp_secret()
    TOTP.activate(Account.objects.get(pk=head.id), secret)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    asked = sign_in(client)
    assert asked.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/access/grants").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/access/grants").status_code == 200

    again = Client()
    sign_in(again)
    again.post("/accounts/2fa/authenticate/", {"code": code})
    assert again.get("/access/grants").status_code == 302


def test_a_recovery_code_opens_the_door_once(head):
    user = Account.objects.get(pk=head.id)
    TOTP.activate(user, generate_totp_secret())
    code = RecoveryCodes.activate(user).get_unused_codes()[0]

    opened = []
    for browser in (Client(), Client()):
        sign_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        opened.append(browser.get("/access/grants").status_code)

    assert opened == [200, 302]


def test_an_office_is_chosen_and_kept_for_the_session(head, client):
    at = timezone.now()
    services.give_grant(
        account=head.id, role=Role.AUDITOR, path="/1/4/", purpose="thanh tra", since=at - timedelta(hours=1),
        until=at + timedelta(days=1), actor=ROOT, at=at,
    )  # fmt: skip
    sign_in(client)
    assert client.get("/access/grants").status_code == 200

    client.post("/me/access/office", {"office": "/1/4/ thanh tra"})

    assert client.get("/access/grants").status_code == 404
    assert client.post("/me/access/office", {"office": "/1/ anything"}).status_code == 404


def test_a_role_is_given_and_taken_on_the_page(head, client):
    teacher = services.create_account(username="teacher", actor=ROOT, at=timezone.now())
    sign_in(client)
    until = timezone.localdate() + timedelta(days=30)
    form = {"account": "teacher", "role": "teacher", "branch": "/1/3/", "until": until.isoformat()}

    given = client.post("/access/grants/give", form)

    assert (given.status_code, given.headers["Location"]) == (302, "/access/grants")
    page = client.post("/access/grants", {"q": "teacher"}).content.decode()
    ends = re.findall(r"/access/grants/\w+/end", page)
    assert len(ends) == 1
    assert client.post(ends[0]).status_code == 302
    kept = Account.objects.get(pk=teacher.id).grants.for_system("test").get()
    assert kept.ended_by == f"account:{head.id}"


@pytest.mark.parametrize(
    "change",
    [
        {"account": "nobody"},
        {"branch": "/1/30/"},
        {"role": "ministry"},
        {"until": "2020-01-01"},
        {"account": "head"},
    ],
)
def test_a_role_that_may_not_be_given_is_refused_on_the_page_with_its_reason(head, client, change):
    services.create_account(username="teacher", actor=ROOT, at=timezone.now())
    sign_in(client)
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    before = Entry.objects.count()

    answer = client.post(
        "/access/grants/give",
        {"account": "teacher", "role": "teacher", "branch": "/1/3/", "until": until} | change,
    )

    assert answer.status_code == 422
    assert re.search(r'class="(why|notice bad)', answer.content.decode())
    assert Entry.objects.count() == before


def test_in_a_demo_one_click_signs_in_as_a_ready_made_person_and_as_nobody_else(db, settings, client, head):
    settings.DEMO = True
    module = types.ModuleType("urls_of_a_demo")
    module.urlpatterns = [*demo_urlpatterns, path("", include("khuevan.config.urls"))]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = module
    made = services.prepare_demo(
        persons=[DemoPerson(Role.TEACHER, "/1/3/", "Lò Thị Pà", "Trường Nậm Mười")],
        actor=ROOT,
        at=timezone.now(),
    )

    page = client.get("/demo").content.decode()
    assert "Lò Thị Pà" in page and "Giáo viên" in page
    assert client.post("/demo/sign-in", {"account": head.ref}).status_code == 404
    assert client.post("/demo/sign-in", {"account": "x"}).status_code == 404
    assert client.post("/demo/sign-in", {"account": made[0].ref}).status_code == 302
    assert client.session["_auth_user_id"] == str(made[0].id)
