"""The change feed of each resource."""

from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import create_model

from khuevan.access.public import Request
from khuevan.exchange import feed
from khuevan.exchange.api.resources import asked_for, seen_by
from khuevan.exchange.api.saying import MOST_ROWS, answered
from khuevan.exchange.api.shapes import answer_of, key_shape_of
from khuevan.exchange.shapes import title_of
from khuevan.intake import public as intake


def following(thing: intake.Description) -> Router:
    """What changed in one resource."""
    router, title = Router(tags=[f"{thing.vi} · {thing.en}"]), title_of(thing)
    answer, key = answer_of(thing), key_shape_of(thing)
    change = create_model(
        f"{title}Change", version=(str, ...), change=(Literal["upsert", "delete", "key"], ...),
        key=(key, ...), old_key=(key | None, None), row=(answer | None, None),
    )  # fmt: skip
    changes = create_model(
        f"{title}Changes", items=(list[change], ...), next=(str, ...), oldest=(str, ...), newest=(str, ...)
    )
    column: Any = Literal[tuple(one.name for one in thing.columns)]

    @router.get("", response={200: changes}, operation_id=f"follow{title}")
    def list_changes(
        request: Request,
        since: str = Query("", max_length=40, description="The ``next`` of the time before."),
        limit: int = Query(100, ge=1, le=MOST_ROWS, description="Changes a page."),
        # The library's way to say what a parameter is.
        fields: list[column] = Query([], description="Columns; the key always comes."),  # noqa: B008
    ) -> HttpResponse:
        """What changed after ``since``: rows, deletions and replaced keys, in the order of the commits.

        To begin: call it without ``since`` and keep ``next``; read the whole list; then follow from what was
        kept. Rows are told as they are now; one that left the reach is told as deleted. 410: the feed no
        longer reaches back that far, begin again.
        """
        chosen = asked_for(seen_by(request, thing), fields)
        found = feed.changes(
            thing=intake.importable(thing.name, request.actor), actor=request.actor, since=since,
            limit=limit, fields=chosen,
        )  # fmt: skip
        return answered(
            {"items": found.items, "next": found.next, "oldest": found.oldest, "newest": found.newest}
        )

    return router
