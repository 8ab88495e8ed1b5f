"""The interface for programs, version 1: every importable thing as a resource, from its one description.

Reading is by pages in the order of the natural keys; writing is by the same checks, merge and entry of the
journal as a file's. Who acts is said by a key, whose reach is its office's. Troubles are told as RFC 9457.
"""

from typing import cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from khuevan.access.public import NOBODY, Request
from khuevan.exchange.api import troubles
from khuevan.exchange.api.describing import ABOUT, described
from khuevan.exchange.api.envelopes import envelopes
from khuevan.exchange.api.following import following
from khuevan.exchange.api.reading import Strict
from khuevan.exchange.api.resources import Job, collection, files, holder_of, job_of, partitions
from khuevan.exchange.api.saying import Problem, answered
from khuevan.exchange.profiles import sight
from khuevan.intake import public as intake


class ByKey(HttpBearer):
    """A key in the header. The middleware has found whose it is before any view."""

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        """Who acts, where the key holds and its office still has a role."""
        actor = cast(Request, request).actor
        return actor.id if actor != NOBODY and actor.reaches else None


class ByRate(BaseThrottle):
    """As many requests a minute as the key has."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request in its minute; whether it is within the key's rate."""
        holder, at = holder_of(cast(Request, request)), cast(Request, request).received_at
        window = f"exchange:{holder.key}:{int(at.timestamp()) // 60}"
        count = cache.get(window, 0) + 1
        cache.set(window, count, 120)
        return bool(count <= holder.rate)


class Me(Schema):
    """For whom the key acts, and the resources that it may read and write."""

    office: str
    purpose: str
    resources: list[str]


api = NinjaAPI(
    title="Khuê Văn",
    version="1.0.0",
    description=ABOUT,
    servers=[{"url": "/"}],
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url="",
    auth=ByKey(),
    throttle=[ByRate()],
    parser=Strict(),
)
troubles.hold(api)


@api.get("/openapi.json", auth=None, throttle=[], include_in_schema=False, url_name="openapi-json")
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the interface: the whole of it, or what is there for the key that is shown."""
    text = described(api, getattr(request, "holder", None))
    return HttpResponse(text, content_type="application/json")


@api.get("/me", response={200: Me, 503: Problem}, operation_id="me", tags=["Khóa · The key"])
def me(request: Request) -> HttpResponse:
    """For whom the key acts, and what it may read and write."""
    actor, holder = request.actor, holder_of(request)
    names = [one.description.name for one in intake.importables(actor) if sight(one.description, holder)]
    return answered(Me(office=actor.office, purpose=actor.purpose, resources=names).model_dump())


@api.get("/jobs/{job}", response={200: Job}, operation_id="job", tags=["Tệp · Files"])
def get_job(request: Request, job: str) -> HttpResponse:
    """How far a file is and what was wrong in it: the first 200 places."""
    return answered(job_of(intake.batch(request.actor, job)).model_dump())


for _one in intake.registered():
    _address = _one.description.name.replace(".", "/")
    api.add_router(f"/{_address}", collection(_one))
    api.add_router(f"/files/{_address}", files(_one.description))
    if _one.gives_rows:
        api.add_router(f"/partitions/{_address}", partitions(_one.description))
    if _one.source and _one.source.traces:
        api.add_router(f"/changes/{_address}", following(_one.description))
    api.add_router(f"/envelope/{_address}", envelopes(_one.description))
