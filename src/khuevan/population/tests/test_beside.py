"""The button beside a record asks the population database, and the answer stands there with its day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from khuevan.access.contracts import Role
from khuevan.access.models import Account
from khuevan.access.public import create_account, give_grant, system
from khuevan.people.public import person_references
from khuevan.population import web


@pytest.fixture
def registrar(country, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    now = timezone.now()
    account = create_account(username="giaovu", name="Giáo vụ", actor=system("test"), at=now)
    since, until = now - timedelta(hours=1), now + timedelta(days=1)
    give_grant(account=account.id, role=Role.REGISTRAR, path=country.school.path, since=since, until=until,
               actor=system("test"), at=now)  # fmt: skip
    client = Client()
    client.force_login(Account.objects.get(pk=account.id))
    return client


def test_a_record_has_the_button_and_then_the_answer_with_its_day(country, registrar, simulated, monkeypatch):
    monkeypatch.setattr(web, "adapter", simulated.client)
    page = reverse("person", args=[person_references().of(country.child.pk)])
    before = registrar.get(page).content.decode()
    assert "Chưa đối chiếu" in before and "Đối chiếu với CSDL dân cư" in before

    address = reverse("population-ask", args=[person_references().of(country.child.pk)])
    assert f'action="{address}"' in before
    answer = registrar.post(address, {"_once": "1"}, follow=True).content.decode()

    assert "Khớp" in answer
    after = registrar.get(page).content.decode()
    assert "Chưa đối chiếu" not in after and timezone.localtime().strftime("%Y") in after
