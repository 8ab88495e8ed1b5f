"""The page where a record is changed: the second editor sees both versions and chooses field by field."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from khuevan.access.contracts import Role
from khuevan.access.models import Account
from khuevan.access.public import Permission, create_account, give_grant, reaching, system
from khuevan.people.selectors import person_references
from khuevan.people.selectors.editing import record_to_edit
from khuevan.people.services import edit_person
from khuevan.people.tests.conftest import AT, officer

WHY = "Giấy khai sinh"


@pytest.fixture
def registrar(country):
    now = timezone.now()
    account = create_account(username="giaovu", name="Giáo vụ", actor=system("test"), at=now)
    since, until = now - timedelta(hours=1), now + timedelta(days=1)
    give_grant(account=account.id, role=Role.REGISTRAR, path=country.school.path, since=since, until=until,
               actor=system("test"), at=now)  # fmt: skip
    client = Client()
    client.force_login(Account.objects.get(pk=account.id))
    return client


def reference(country):
    return person_references().of(country.child.pk)


def values(page) -> dict[str, str]:
    """What the page's form would send."""
    text = page.content.decode()
    sent = dict(re.findall(r'<input[^>]*name="([\w-]+)" value="([^"]*)"', text))
    sent |= {
        name: value for name, value in re.findall(r'<input[^>]*name="([\w-]+)"[^>]* value="([^"]*)"', text)
    }
    for name, body in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', text, re.S):
        sent[name] = (re.findall(r'value="([^"]*)" selected', body) or [""])[0]
    return {
        name: value for name, value in sent.items() if not name.startswith(("choose", "csrf", "words", "q"))
    }


def test_the_second_editor_sees_both_versions_and_nothing_is_lost(country, registrar, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    address = reverse("person-edit", args=[reference(country)])
    mine = values(registrar.get(address)) | {"name": "Nguyễn Thị Minh Anh", "reason": WHY}
    other = officer(country.school, Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT)
    reaching(other)
    facts = record_to_edit(actor=other, reference=reference(country)).facts
    edit_person(actor=other, reference=reference(country), version=facts.version, reason=WHY, at=AT,
                facts=replace(facts, name="Nguyễn Thị Ánh", sex=2))  # fmt: skip

    both = registrar.post(address, mine | {"_once": "1"})

    assert both.status_code == 422
    text = both.content.decode()
    assert "Nguyễn Thị Minh Anh" in text and "Nguyễn Thị Ánh" in text
    assert 'name="choose-name" value="mine" required>' in text  # both changed it: nothing is chosen for them
    assert 'name="choose-sex" value="theirs" required checked>' in text

    sent = values(both) | {"reason": WHY, "choose-name": "mine", "choose-sex": "theirs", "_once": "2"}
    done = registrar.post(address, sent)

    assert done.status_code == 302
    reaching(other)
    now = record_to_edit(actor=other, reference=reference(country)).facts
    assert (now.name, now.sex, now.birth) == ("Nguyễn Thị Minh Anh", 2, "2012-05-01")


def test_what_cannot_be_is_said_at_its_field_with_its_law(country, registrar, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    address = reverse("person-edit", args=[reference(country)])
    sent = values(registrar.get(address)) | {"birth": "1/5/1812", "reason": WHY}

    answer = registrar.post(address, sent)

    assert answer.status_code == 422
    assert "43/2019/QH14" in answer.content.decode()


def test_the_history_tells_a_day_before_the_record_was_there(country, registrar, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    page = registrar.get(reverse("person-history", args=[reference(country)]), {"on": "2001-01-01"})

    assert page.status_code == 200
    assert "Ngày đó chưa có hồ sơ này." in page.content.decode()
