"""Requests that count once: the first answer is kept under its key and given again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, RawPostDataException
from django.shortcuts import render
from django.utils.translation import gettext as _

from khuevan.journal.writing import prepared, recorded
from khuevan_kernel.actor import NOBODY, Actor

LONGEST_KEY = 255
KEPT_HOURS = 48
PIECE = 2**20
_NOT_THE_BODY = {"csrfmiddlewaretoken", "_once"}


def answered_once(
    request: HttpRequest, actor: Actor, answer: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The answer to a request; the first answer again where its idempotency key was seen before.

    Keys come from the header ``Idempotency-Key`` or the form's field ``_once`` and belong to the actor. A
    second request at the same time waits for the first. Another method, address or body under a used key is
    refused with 409. Kept are answers that had an effect; not those of a request that failed or was refused,
    nor such as set cookies or change the session: signing in is not repeated. Has to run in the transaction.
    """
    key = request.headers.get("Idempotency-Key") or request.POST.get("_once") or ""
    if request.method in {"GET", "HEAD", "OPTIONS", "TRACE"} or not key:
        return answer()
    if actor == NOBODY and _is_long(request):  # nobody's long body is written nowhere: no view takes it
        return answer()
    if len(key) > LONGEST_KEY or "\x00" in key:
        return _refused(request, 400, _("Khóa của yêu cầu dài quá 255 ký tự hoặc có ký tự lạ."))
    with ExitStack() as aside:
        fingerprint = _fingerprint(request, aside)
        if not _claimed(actor, key, fingerprint):
            return _again(request, actor, key, fingerprint)
        before = recorded.set(False)
        try:
            response = answer()
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
            if _to_be_kept(request, response):
                _keep(actor, key, response)
            else:
                prepared("DELETE FROM journal_answer WHERE actor = %s AND key = %s", actor.id, key)
        finally:
            recorded.reset(before)
        return response


def forget_old_answers() -> int:
    """Forget the answers of the day before yesterday and earlier; answers how many. For the worker."""
    return prepared(
        "DELETE FROM journal_answer WHERE created_at < now() - make_interval(hours => %s)", KEPT_HOURS
    ).rowcount


def _claimed(actor: Actor, key: str, fingerprint: bytes) -> bool:
    # Others see the row when this transaction commits; until then they wait on it here. Status 0 is a claim
    # that was committed without an answer, by a view that left through an exception: it may be taken over.
    claim = prepared(
        "INSERT INTO journal_answer (actor, key, fingerprint, status, content_type, location, body)"
        " VALUES (%s, %s, %s, 0, '', '', '') ON CONFLICT (actor, key)"
        " DO UPDATE SET fingerprint = excluded.fingerprint WHERE journal_answer.status = 0",
        actor.id, key, fingerprint,
    )  # fmt: skip
    return claim.rowcount == 1


def _again(request: HttpRequest, actor: Actor, key: str, fingerprint: bytes) -> HttpResponse:
    first = prepared(
        "SELECT fingerprint, status, content_type, location, body FROM journal_answer"
        " WHERE actor = %s AND key = %s",
        actor.id, key,
    ).fetchone()  # fmt: skip
    if first is None or bytes(first[0]) != fingerprint:
        return _refused(
            request, 409,
            _("Biểu mẫu này đã được gửi với nội dung khác; lần gửi đầu vẫn giữ, lần này chưa thay đổi gì. "
              "Hãy mở lại trang.")
        )  # fmt: skip
    response = HttpResponse(bytes(first[4]), status=first[1], content_type=first[2])
    if first[3]:
        response.headers["Location"] = first[3]
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _to_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    session = getattr(request, "session", None)
    if (
        response.status_code >= 500
        or response.cookies
        or response.streaming
        or getattr(session, "modified", False)
    ):
        return False
    shown_again = response.status_code == 200 and response.headers.get("Content-Type", "").startswith(
        "text/html"
    )
    return recorded.get() or (response.status_code < 400 and not shown_again)


def _keep(actor: Actor, key: str, response: HttpResponseBase) -> None:
    prepared(
        "UPDATE journal_answer SET status = %s, content_type = %s, location = %s, body = %s"
        " WHERE actor = %s AND key = %s",
        response.status_code, response.headers.get("Content-Type", ""), response.headers.get("Location", ""),
        getattr(response, "content", b""), actor.id, key,
    )  # fmt: skip


def _fingerprint(request: HttpRequest, aside: ExitStack) -> bytes:
    """What was asked: method, address and body; uploads by their digests, without the form's own tokens."""
    hashed = hashlib.sha256(f"{request.method}\n{request.get_full_path()}\n".encode())
    if request.content_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        fields = sorted((name, held) for name, held in request.POST.lists() if name not in _NOT_THE_BODY)
        hashed.update(json.dumps(fields).encode())
        for name, uploads in sorted(request.FILES.lists()):
            for upload in uploads:
                content = hashlib.sha256()
                for chunk in upload.chunks():
                    content.update(chunk)
                upload.seek(0)
                hashed.update(json.dumps([name, upload.name, content.hexdigest()]).encode())
        return hashed.digest()
    try:
        for piece in _pieces(request, aside):
            hashed.update(piece)
    except RawPostDataException:  # already read as a stream; its length is all that is left to tell it by
        hashed.update(request.headers.get("Content-Length", "").encode())
    return hashed.digest()


def _is_long(request: HttpRequest) -> bool:
    """Whether a body is more than is held in memory."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _pieces(request: HttpRequest, aside: ExitStack) -> Iterator[bytes]:
    """The body, which can be read again afterwards: a long one is written aside meanwhile."""
    if not _is_long(request):
        yield request.body
        return
    if getattr(request, "_read_started", False):
        raise RawPostDataException
    copy = aside.enter_context(TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR))  # noqa: SIM115  it is one
    while piece := request.read(PIECE):
        copy.write(piece)
        yield piece
    copy.seek(0)
    vars(request).update(_stream=copy, _read_started=False)


def _refused(request: HttpRequest, status: int, why: str) -> HttpResponse:
    if request.content_type == "application/json" or not request.accepts("text/html"):
        problem = {"type": "about:blank", "title": why, "status": status, "code": "journal.key-used-before"}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    return render(request, "journal/key_used_before.html", {"why": why}, status=status)
