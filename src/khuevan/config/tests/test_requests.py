"""What a request may be before any page sees it."""

import io
import os
import subprocess
import sys

import pytest
from django.test import Client

from khuevan.config import middleware

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/units?q=a%00b",
        "/search?q=a%00b",
        "/territory/%00",
        "/territory?day=%00",
        "/journal?event=%00",
        "/help?%00=1",
    ],
)
def test_an_address_with_a_nul_is_refused_before_the_database_sees_it(address):
    assert Client(raise_request_exception=False).get(address).status_code == 400


def test_whoever_has_not_signed_in_writes_no_large_file_to_the_disk(monkeypatch):
    stored = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.new_file",
        lambda *args, **kwargs: stored.append(args),
    )
    for address in ("/language", "/accounts/login/", "/receipts/check", "/intake/units"):
        large = io.BytesIO(bytes(middleware.LARGEST_POST + 1))
        answer = Client(enforce_csrf_checks=True).post(address, {"file": large})
        assert (address, answer.status_code, stored) == (address, 400, [])


def test_signing_in_opens_the_way_of_large_files_to_intake_alone(django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create(username="registrar"))
    for address, status in (("/intake/units", 404), ("/language", 400)):
        large = io.BytesIO(bytes(middleware.LARGEST_POST + 1))
        assert (address, client.post(address, {"file": large}).status_code) == (address, status)


@pytest.mark.parametrize(("door", "longest"), [("khuevan.config.wsgi", "30s"), ("django", "0")])
def test_a_statement_of_a_page_ends_by_itself_and_one_of_a_command_does_not(door, longest):
    asking = (
        f"import importlib, django; importlib.import_module({door!r}); django.setup();"
        "from django.db import connection; cursor = connection.cursor();"
        "cursor.execute('SHOW statement_timeout'); print(cursor.fetchone()[0])"
    )
    settings_of = {"DJANGO_SETTINGS_MODULE": "khuevan.config.settings"}
    said = subprocess.run(
        [sys.executable, "-c", asking], env=os.environ | settings_of, capture_output=True, text=True
    )
    assert said.stdout == f"{longest}\n"
