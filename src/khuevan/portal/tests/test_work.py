"""One's work: what waits, and nothing that is not one's own to do."""

import re
from datetime import date

import pytest
from django.test import override_settings
from django.utils import timezone

from khuevan.access.contracts import Role
from khuevan.access.models import Grant
from khuevan.access.public import reaching, system
from khuevan.people.public import person_references
from khuevan.people.services import answer_correction, ask_correction
from khuevan_kernel.actor import Actor
from tests.house.world import build

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def world():
    with override_settings(STAFF_SECOND_FACTOR_SINCE=None):
        yield build(NOW)


def page(client, world, role):
    client.force_login(world.accounts[role])
    return client.get("/my-work").content.decode()


def test_requests_for_correction_wait_for_the_registrar_of_the_school_and_not_for_its_teacher(client, world):
    registrar = page(client, world, Role.REGISTRAR)

    assert re.search(r"\d+ yêu cầu đính chính chờ trả lời", registrar)
    assert 'href="/corrections"' in registrar
    assert "chờ trả lời" not in page(client, world, Role.TEACHER)


def test_a_role_that_ends_soon_is_told_to_its_holder(client, world):
    teacher = page(client, world, Role.TEACHER)

    assert "Vai trò sắp hết hạn: Giáo viên" in teacher


def test_a_missing_second_factor_comes_first(client, world):
    with override_settings(STAFF_SECOND_FACTOR_SINCE=date(2020, 1, 1)):
        head = page(client, world, Role.HEAD)

    assert "Đặt bước xác thực thứ hai" in head
    assert head.index("Đặt bước xác thực thứ hai") < head.index("Vai trò sắp hết hạn")


def test_who_has_nothing_to_do_is_told_what_would_appear(client, world):
    Grant.objects.for_system("test").filter(account=world.accounts[Role.LEARNER]).delete()

    assert "Không có việc nào đang chờ bạn" in page(client, world, Role.LEARNER)


def test_an_answer_stands_at_the_record_of_whoever_asked(client, world):
    learner = world.accounts[Role.LEARNER]
    asker = Actor(f"account:{learner.pk}", person=learner.person)
    reaching(asker)
    asked = ask_correction(
        actor=asker, reference=person_references().of(learner.person), field="name", should_be="Lò Thị Mẩy",
        note="", at=NOW,
    )  # fmt: skip
    reaching(system("registrar"))
    answer_correction(
        actor=system("registrar"), reference=asked.reference, answer="accepted", reason="Đúng giấy khai sinh",
        at=NOW,
    )  # fmt: skip
    client.force_login(learner)

    told = client.get("/me/record").content.decode()

    assert "Đã chấp nhận" in told
    assert "Đúng giấy khai sinh" in told
