"""What is refused, out of reach or broken becomes a page that tells nothing it should not."""

import re
import types

import pytest
from django.test import Client
from django.urls import path

from khuevan.access.models import Account
from khuevan.access.public import OutOfReach, open_to_all
from khuevan.config import urls
from khuevan_kernel.identity import BadReference
from khuevan_kernel.law import Refusal, msgid

SECRET = "001200000001"


class TooLate(Refusal):
    code = "test.too_late"
    says = msgid("Hạn nộp là %(deadline)s.")
    remedy = msgid("Hỏi nơi nhận.")


def writes_and_then(trouble):
    @open_to_all
    def view(request):
        Account.objects.create(username="half-done")
        raise trouble

    return view


@pytest.fixture
def site(settings, db):
    module = types.ModuleType("urls_with_trouble")
    troubles = {
        "out-of-reach": OutOfReach(SECRET),
        "bad-reference": BadReference(SECRET),
        "refused": TooLate(deadline="17:00"),
        "broken": RuntimeError(SECRET),
    }
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(module, name, getattr(urls, name))
    module.urlpatterns = [  # type: ignore[attr-defined]
        *(path(name, writes_and_then(trouble)) for name, trouble in troubles.items()),
        *urls.urlpatterns,
    ]
    settings.ROOT_URLCONF = module
    return Client(raise_request_exception=False)


def text(answer) -> str:
    body = answer.content.decode().replace(answer.wsgi_request.path, "here")
    return re.sub(r'[0-9a-f]{32}|(?<=csrfmiddlewaretoken" value=")\w+|<time.*?</time>', "", body)


def test_out_of_reach_answers_like_an_address_that_never_was(site):
    never = site.get("/never-was")

    for name in ("out-of-reach", "bad-reference"):
        answer = site.get(f"/{name}")
        assert (answer.status_code, text(answer)) == (never.status_code, text(never)) == (404, text(never))
        assert answer.headers.keys() == never.headers.keys()


def test_a_refusal_is_a_page_with_its_reason(site):
    answer = site.post("/refused")

    assert answer.status_code == 422
    assert "test.too_late" in answer.content.decode()
    assert "17:00" in answer.content.decode()


@pytest.mark.parametrize("name", ["out-of-reach", "bad-reference", "refused", "broken"])
def test_what_failed_leaves_no_trace_and_repeats_nothing(site, name):
    answer = site.post(f"/{name}?name={SECRET}", {"number": SECRET})

    assert not Account.objects.exists()
    assert SECRET not in text(answer).replace(f"?name={SECRET}", "")


def test_a_bug_is_told_by_its_requests_number(site):
    answer = site.get("/broken")

    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.content.decode()
