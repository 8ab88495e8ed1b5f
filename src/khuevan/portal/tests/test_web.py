import json
from contextlib import contextmanager
from importlib import import_module
from unittest import mock

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path
from django.utils.module_loading import import_string

from khuevan.access.public import OutOfReach, open_to_all
from khuevan.portal import selectors
from khuevan_kernel.law import Citation, Refusal, msgid

pytestmark = pytest.mark.django_db
urls = import_module(settings.ROOT_URLCONF)
COUNTING = "khuevan.operations.selectors.count"
BASIS = Citation("Luật 00/2026/QH15", "Điều 7")


class TooLate(Refusal):
    code = "portal.too_late"
    says = msgid("Đã đóng từ ngày %(closed_on)s.")
    remedy = msgid("Hỏi nơi nhận.")


def raising(error):
    @open_to_all
    def view(request):
        raise error

    return view


urlpatterns = [
    *urls.urlpatterns,
    path("made/refused", raising(TooLate(BASIS, closed_on="21/8/2026"))),
    path("made/out-of-reach", raising(OutOfReach("person 12"))),
    path("made/crash", raising(RuntimeError("Nguyễn Thị Bí Mật"))),
    path("made/no-database", raising(OperationalError("server closed the connection"))),
]
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def visitor():
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@contextmanager
def database_is_down():
    down = mock.Mock(side_effect=OperationalError("no server"))
    with mock.patch.object(selectors, "has_all_migrations", down):
        yield


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/made/out-of-reach", 404, "Không tìm thấy trang này"),
        ("/no/such/page", 404, "Không tìm thấy trang này"),
        ("/made/crash", 500, "Hệ thống gặp lỗi"),
        ("/made/no-database", 503, "Dịch vụ tạm dừng"),
    ],
)
def test_trouble_is_told_in_a_page_that_quotes_nothing(visitor, address, status, says):
    answer = visitor.get(address)

    assert answer.status_code == status
    assert says in answer.content.decode()
    assert "Bí Mật" not in answer.content.decode()
    assert "person 12" not in answer.content.decode()


def test_out_of_reach_and_missing_answer_alike(visitor):
    def stripped(address):
        answer = visitor.get(address)
        held = answer.content.decode()
        for own in (answer.headers["X-Request-Id"], answer.wsgi_request.path):
            held = held.replace(own, "")
        start, end = held.index('<span class="clock">'), held.index("</footer>")
        return [
            line for line in (held[:start] + held[end:]).splitlines() if "csrfmiddlewaretoken" not in line
        ]

    assert stripped("/made/out-of-reach") == stripped("/no/such/page")


def test_a_refusal_says_what_is_the_case_on_what_it_rests_and_what_to_do(visitor):
    answer = visitor.get("/made/refused")

    assert answer.status_code == 422
    for part in ("portal.too_late", "Đã đóng từ ngày 21/8/2026.", str(BASIS), "Hỏi nơi nhận."):
        assert part in answer.content.decode()


def test_a_site_without_its_database_says_when_to_come_back(visitor):
    assert visitor.get("/made/no-database").headers["Retry-After"] == "30"


def test_a_form_without_its_key_is_answered_with_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/language", {"language": "en"})

    assert answer.status_code == 403
    assert "Hãy tải lại" in answer.content.decode()


def test_the_process_says_that_it_lives_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert answer.json() == {"alive": True}


def test_an_installation_is_ready_with_its_database_migrations_and_disk_and_tells_of_a_missing_worker(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {"database": True, "migrations": True, "disk": True, "worker": False},
    }


def test_an_installation_whose_database_does_not_answer_is_not_ready(client):
    with database_is_down():
        answer, page = client.get("/readyz"), client.get("/status")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert json.loads(answer.content)["checks"]["database"] is False
    assert (page.status_code, "Có phần đang không hoạt động" in page.content.decode()) == (200, True)


def test_a_full_disk_is_not_ready(client):
    with mock.patch.object(selectors, "has_disk", return_value=False):
        assert client.get("/readyz").json()["ready"] is False


def test_the_language_switch_leads_back_to_the_page_and_stays(client):
    answer = client.post("/language", {"language": "en", "next": "/help?from=here"})

    assert answer.headers["Location"] == "/help?from=here"
    assert 'lang="en"' in client.get("/help").content.decode()
    assert "Finding a school" in client.get("/help").content.decode()


def test_the_language_switch_leads_to_no_other_site(client):
    answer = client.post("/language", {"language": "en", "next": "https://elsewhere.example/"})

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_is_in_the_language_that_the_browser_asks_for(client, language):
    page = client.get("/", headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}">' in page


def test_the_first_page_counts_the_sector_once_and_then_keeps_the_figures(client):
    with mock.patch(COUNTING, wraps=import_string(COUNTING)) as counted:
        client.get("/")
        client.get("/")

    assert counted.call_count == 1


def test_counting_that_takes_too_long_holds_up_nobody(client):
    with mock.patch(COUNTING, side_effect=OperationalError("canceling statement")):
        assert client.get("/").status_code == 200


def test_ones_own_work_asks_a_stranger_to_sign_in(client):
    assert client.get("/my-work").headers["Location"] == "/accounts/login/?next=/my-work"
