"""The pages: a file is handed in, its result is read, and strangers find nothing."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from khuevan.access.contracts import Role
from khuevan.access.models import Account
from khuevan.access.public import create_account, give_grant, system
from khuevan.intake.tests.conftest import LEARNERS, bring_in, csv, rows_in

GOOD = "0001,Hoa,2,2010-05-01,,,,,"
BAD = "0003,,3,,,,,,"


@pytest.fixture
def clerk(importable, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    at = timezone.now()
    account = create_account(username="lan", actor=system("proof"), at=at)
    give_grant(
        account=account.id, role=Role.REGISTRAR, path="/1/2/", since=at, until=at + timedelta(days=9),
        actor=system("proof"), at=at,
    )  # fmt: skip

    client = Client()
    client.force_login(Account.objects.get(pk=account.id))
    return client


def hand_in(client, content, write="check", name="tep.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post(
        reverse("intake-upload", args=[LEARNERS.name]), {"file": file, "write": write}, follow=True
    )


def test_the_list_offers_template_explanation_and_upload(clerk):
    page = clerk.get(reverse("intake")).content.decode()

    assert all(
        reverse(f"intake-{what}", args=[LEARNERS.name]) in page for what in ("upload", "template", "about")
    )


def test_the_template_is_a_workbook(clerk):
    answer = clerk.get(reverse("intake-template", args=[LEARNERS.name]))

    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames[0] == LEARNERS.vi
    assert answer.headers["Content-Disposition"] == 'attachment; filename="proof.learners-2026.1.xlsx"'


def test_the_explanation_lists_columns_codes_and_rules(clerk):
    page = clerk.get(reverse("intake-about", args=[LEARNERS.name])).content.decode()

    assert all(one.vi in page for one in LEARNERS.columns)
    assert ("Nữ" in page, "KV-P-0001" in page) == (True, True)


def test_a_check_writes_nothing_and_a_second_upload_writes(clerk):
    assert "Mọi dòng đều đúng" in hand_in(clerk, csv(GOOD)).content.decode()
    assert rows_in() == []

    hand_in(clerk, csv(GOOD), write="all")

    assert [row[0] for row in rows_in()] == ["0001"]


def test_wrong_rows_are_shown_and_come_back_in_a_workbook(clerk):
    answer = hand_in(clerk, csv(GOOD, BAD), write="rows")
    page = answer.content.decode()

    assert ("KV-I-0301" in page, "KV-I-0305" in page, "Họ và tên" in page) == (True, True, True)
    marked = clerk.get(answer.redirect_chain[-1][0] + "/result")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(marked.streaming_content))).worksheets[0]
    assert [cell.value for cell in sheet[2]][:2] == [3, "0003"]
    only = clerk.get(answer.redirect_chain[-1][0], {"code": "KV-I-0305"}).content.decode()
    assert only.count('data-l="Lỗi"') == 1


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7", b"PK\x03\x04junk", b"<html></html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0\0"],
)
def test_a_file_of_the_wrong_type_is_refused_on_a_page(clerk, content):
    answer = hand_in(clerk, content, name="../../x.xlsx")

    assert (answer.status_code, "Tệp không nhận được" in answer.content.decode()) == (200, True)


def test_english_speaks_english(clerk):
    clerk.cookies["khuevan-language"] = "en"

    assert "Has to" in hand_in(clerk, csv("0001,Hoa,2,,,,,,maybe"), write="rows").content.decode()


def test_a_batch_of_another_unit_is_not_found(clerk):
    other = bring_in(csv(GOOD))

    assert clerk.get(reverse("intake-batch", args=[other.ref])).status_code == 404
    assert clerk.get(reverse("intake-batch", args=["nonsense"])).status_code == 404


def test_strangers_are_asked_to_sign_in(importable):
    assert Client().get(reverse("intake")).status_code == 302
