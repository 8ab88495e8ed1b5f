"""The pages of transfers, as a registrar uses them."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from khuevan.access.contracts import Role
from khuevan.access.models import Account
from khuevan.access.public import create_account, give_grant
from khuevan.transfers import web
from khuevan.transfers.tests.conftest import ROOT


@pytest.fixture
def registrar(country, settings):
    at = timezone.now()
    account = create_account(username="registrar", name="Giáo vụ", actor=ROOT, at=at)
    give_grant(
        account=account.id, role=Role.REGISTRAR, path=country.new.path, since=at,
        until=at.replace(year=at.year + 1), actor=ROOT, at=at,
    )  # fmt: skip
    settings.STAFF_SECOND_FACTOR_SINCE = None
    browser = Client()
    browser.force_login(Account.objects.get(pk=account.id))
    cache.clear()
    return browser


def form(country, **changes):
    return {"code": country.code, "birth_date": "4/3/2014", "reason": "residence", "note": ""} | changes


def test_a_registrar_asks_and_sees_where_it_stands(registrar, country):
    asked = registrar.post("/transfers/new", form(country))

    assert asked.status_code == 302
    page = registrar.get(asked.headers["Location"]).content.decode()
    assert "H’Len Niê Kđăm" in page
    assert "chờ gia đình đồng ý" in page
    assert country.code not in asked.headers["Location"]
    assert "H’Len" in registrar.get("/transfers?side=in").content.decode()
    assert "H’Len" not in registrar.get("/transfers?side=out").content.decode()


def test_a_wrong_birth_date_is_told_without_telling_more(registrar, country):
    told = registrar.post("/transfers/new", form(country, birth_date="5/3/2014"))

    assert told.status_code == 422
    assert "Không có người học nào khớp cả mã và ngày sinh." in told.content.decode()


def test_codes_and_days_cannot_be_tried_without_end(registrar, country, monkeypatch):
    monkeypatch.setattr(web, "MOST_ASKED", 3)
    answers = [
        registrar.post("/transfers/new", form(country, birth_date=f"{day}/5/2014")) for day in range(1, 5)
    ]

    assert ["quá nhiều lần" in answer.content.decode() for answer in answers] == [False] * 3 + [True]
