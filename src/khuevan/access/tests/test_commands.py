"""What an operator does at the command line before anyone can sign in."""

import json
import re
from urllib.parse import urlsplit

from click.testing import CliRunner
from django.test import Client

from khuevan.access.commands import access
from khuevan.access.models import Account, Grant
from khuevan.access.rules import NameTaken, PasswordTooWeak
from khuevan.journal.models import Entry

PASSWORD = "mười hai con giáp"


def run(*words, said=""):
    return CliRunner().invoke(access, words, input=said)


def test_the_first_operator_is_made_with_a_password_that_is_not_shown(db):
    ran = run("create-operator", "lan", "--json", said=f"{PASSWORD}\n{PASSWORD}\n")

    assert ran.exit_code == 0
    assert PASSWORD not in ran.output
    assert json.loads(ran.output.splitlines()[-1]) == {"account": "lan", "role": "operator", "link": ""}
    assert Account.objects.get().check_password(PASSWORD)
    assert list(Grant.objects.for_system("test").values_list("role", "path")) == [("operator", "/")]
    assert list(Entry.objects.order_by("pk").values_list("event", flat=True)) == [
        "access.account_created",
        "access.grant_given",
    ]


def test_a_weak_password_and_a_taken_name_are_refused_and_leave_no_trace(db):
    weak = run("create-operator", "lan", said="ngắn\nngắn\n")
    assert isinstance(weak.exception, PasswordTooWeak)
    assert not Account.objects.exists()

    run("create-operator", "lan", "--link")
    again = run("create-operator", "lan", "--link")

    assert isinstance(again.exception, NameTaken)
    assert Account.objects.count() == 1


def test_the_link_sets_the_first_password_and_works_once(db):
    ran = run("create-operator", "lan", "--link", "--json")
    address = urlsplit(json.loads(ran.output.splitlines()[-1])["link"]).path

    for browser, opened in [(Client(), True), (Client(), False)]:
        form = browser.get(address, follow=True)
        browser.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
        assert ("password1" in form.content.decode()) == opened
    assert Account.objects.get().check_password(PASSWORD)


def test_a_role_is_given_at_the_command_line(db):
    run("create-operator", "lan", "--link")

    ran = run("grant", "lan", "ministry", "--path", "/1/", "--days", "3", "--json")

    assert json.loads(ran.output.splitlines()[-1]) == {
        "account": "lan",
        "role": "ministry",
        "path": "/1/",
        "days": 3,
    }
    assert Grant.objects.for_system("test").filter(role="ministry", path="/1/").count() == 1


def test_the_demos_persons_are_set_up_in_a_demo_only(db, settings):
    settings.DEMO = False
    refused = run("prepare-demo", "teacher:/1/3/:7:Lò Thị Pà")
    assert (refused.exit_code, Account.objects.count()) == (1, 0)
    assert re.search("KHUEVAN_DEMO=1", refused.output)

    settings.DEMO = True
    ran = run("prepare-demo", "teacher:/1/3/:7:Lò Thị Pà", "ministry:/1/", "--json")

    assert json.loads(ran.output.splitlines()[-1]) == {"persons": ["demo-teacher", "demo-ministry"]}
    assert Account.objects.get(username="demo-teacher").person == 7
