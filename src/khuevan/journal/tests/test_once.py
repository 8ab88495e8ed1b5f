"""A request counts once under its key: the first answer again, another body refused, nothing of a failure."""

import json
import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.test import RequestFactory

from khuevan.journal.models import Answer, Entry
from khuevan.journal.public import answered_once, forget_old_answers, record
from khuevan.journal.tests.conftest import AT, CLERK, Happened
from khuevan_kernel.actor import NOBODY, Actor

FORM = {"_once": "k1", "csrfmiddlewaretoken": "t1", "name": "An"}
MADE = "/made/1"


def effect(response=None):
    """A view that does something."""

    def view():
        record(Happened("x"), actor=CLERK, at=AT)
        return response or HttpResponseRedirect(MADE)

    return view


def post(data=FORM, path="/do", actor=CLERK, view=None, method="post", **headers):
    request = getattr(RequestFactory(), method)(path, data, **headers)
    with transaction.atomic():
        return answered_once(request, actor, view or effect())


def effects():
    return Entry.objects.count()


def test_the_first_answer_is_given_again_and_nothing_happens_twice(db):
    first = post(view=effect(HttpResponse("đã nhận", status=201, headers={"Location": MADE})))
    again = post(FORM | {"csrfmiddlewaretoken": "t2"})

    assert (again.status_code, again.content, again["Location"]) == (201, first.content, MADE)
    assert again["Idempotency-Replayed"] == "true"
    assert effects() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"data": FORM | {"name": "Anh"}},
        {"data": FORM | {"more": "1"}},
        {"path": "/do?x=1"},
        {"path": "/other"},
    ],
)
def test_the_same_key_for_another_request_is_refused(db, other):
    post()

    assert post(**other).status_code == 409
    assert effects() == 1


def test_another_actor_or_another_key_is_another_request(db):
    post()
    post(actor=Actor("account:2"))
    post(FORM | {"_once": "k2"})
    post({"name": "An"})
    post({"name": "An"})

    assert effects() == 5


def test_an_api_is_told_of_the_problem_as_json(db):
    def call(body):
        request = RequestFactory().put(
            "/api", body, content_type="application/json", headers={"Idempotency-Key": "k"}
        )
        return answered_once(request, CLERK, effect(JsonResponse({"ok": 1}, status=201)))

    first, again, other = call({"a": 1}), call({"a": 1}), call({"a": 2})

    assert (first.status_code, again.status_code, again.content) == (201, 201, b'{"ok": 1}')
    assert (other.status_code, other["Content-Type"]) == (409, "application/problem+json")
    assert json.loads(other.content)["code"] == "journal.key-used-before"
    assert effects() == 1


def test_uploads_are_told_apart_by_what_they_hold(db):
    def send(content):
        return post(FORM | {"file": SimpleUploadedFile("a.csv", content)}).status_code

    assert [send(b"1"), send(b"1"), send(b"2")] == [302, 302, 409]
    assert effects() == 1


def test_a_view_can_still_read_the_upload_that_was_told_apart(db):
    request = RequestFactory().post("/do", FORM | {"file": SimpleUploadedFile("a.csv", b"1,2")})

    answered_once(request, CLERK, lambda: HttpResponse(request.FILES.dict()["file"], status=201))

    assert bytes(Answer.objects.get().body) == b"1,2"


@pytest.fixture
def little_memory(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100


def stream(content, actor=CLERK):
    request = RequestFactory().post(
        "/files", content, content_type="text/csv", headers={"Idempotency-Key": "k"}
    )
    read = effect(HttpResponse(status=201))
    return answered_once(request, actor, lambda: HttpResponse(request.read(), status=read().status_code))


def test_a_body_that_is_not_held_in_memory_is_told_apart_to_its_last_byte_and_read_by_the_view(
    db, little_memory
):
    long = bytes(range(256)) * 9_000
    first, again, other = stream(long), stream(long), stream(long[:-1] + b"x")

    assert (first.status_code, first.content == long) == (201, True)
    assert (again.content == long, again["Idempotency-Replayed"]) == (True, "true")
    assert other.status_code == 409
    assert effects() == 1


def test_nobody_s_long_body_is_not_read_before_the_view_has_a_say(db, little_memory):
    request = RequestFactory().post(
        "/files", b"x" * 101, content_type="text/csv", headers={"Idempotency-Key": "k"}
    )
    read: list[int] = []

    def refuses():
        read.append(len(request.read()))
        return HttpResponse(status=401)

    assert answered_once(request, NOBODY, refuses).status_code == 401
    assert read == [101]
    assert not Answer.objects.exists()


def test_a_view_that_fails_keeps_nothing(db):
    def fails():
        record(Happened("x"), actor=CLERK, at=AT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        post(view=fails)
    assert (Answer.objects.count(), effects()) == (0, 0)

    post(view=lambda: HttpResponse(status=503))
    assert Answer.objects.count() == 0
    assert post().status_code == 302


def test_a_form_shown_again_with_its_mistakes_may_be_sent_again_corrected(db):
    post(view=lambda: HttpResponse("Hãy ghi tên"))

    assert post(FORM | {"name": "Bình"}).status_code == 302
    assert effects() == 1


def test_an_answer_that_sets_cookies_is_not_repeated(db):
    response = HttpResponseRedirect(MADE)
    response.set_cookie("session", "secret")
    post(view=effect(response))

    assert Answer.objects.count() == 0


def test_reading_is_never_kept(db):
    post(method="get", view=lambda: HttpResponse("page"), headers={"Idempotency-Key": "k"})

    assert Answer.objects.count() == 0


@pytest.mark.parametrize("key", ["x" * 256, "a\x00b"])
def test_a_key_that_is_none_is_refused(db, key):
    assert post(FORM | {"_once": key}).status_code == 400
    assert effects() == 0


def test_two_at_once_are_one(committed):
    inside = threading.Event()
    answers = []

    def slow():
        inside.set()
        time.sleep(0.3)
        record(Happened("x"), actor=CLERK, at=AT)
        return HttpResponseRedirect(MADE)

    def send(view):
        answers.append(post(view=view))
        connection.close()

    first = threading.Thread(target=send, args=(slow,))
    first.start()
    assert inside.wait(10)
    second = threading.Thread(target=send, args=(effect(HttpResponse("second", status=201)),))
    second.start()
    first.join()
    second.join()

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, MADE), (302, MADE)]
    assert effects() == 1


def test_the_second_does_it_where_the_first_failed(committed):
    inside = threading.Event()

    def fails():
        inside.set()
        time.sleep(0.3)
        raise ZeroDivisionError

    def first():
        with pytest.raises(ZeroDivisionError):
            post(view=fails)
        connection.close()

    worker = threading.Thread(target=first)
    worker.start()
    assert inside.wait(10)
    answer = post()
    worker.join()

    assert (answer.status_code, effects()) == (302, 1)


def test_old_answers_are_forgotten(db):
    post()
    Answer.objects.update(created_at="2020-01-01T00:00Z")
    post(FORM | {"_once": "k2"})

    assert forget_old_answers() == 1
    assert Answer.objects.get().key == "k2"
