"""What other rooms may use of access."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from khuevan.access.contracts import Permission
from khuevan.access.scoping import OutOfReach, ScopedQuerySet, Unscoped
from khuevan_kernel.actor import EVERYWHERE, NOBODY, Actor

__all__ = [
    "NOBODY", "Actor", "OutOfReach", "Permission", "Request", "ScopedQuerySet", "Unscoped", "actor_of", "needs",
    "open_to_all", "reaching", "signed_in", "system",
]  # fmt: skip

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Request(HttpRequest):
    """A request as every view gets it: who acts, and when."""

    actor: Actor
    received_at: datetime


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request."""
    return NOBODY


def system(name: str) -> Actor:
    """An actor for work that acts for nobody: commands and jobs. It reaches everything."""
    return Actor(f"system:{name}", dict.fromkeys(Permission, frozenset({EVERYWHERE})))


def reaching(actor: Actor) -> None:
    """Tell the database, for this transaction, which persons' rows the actor may read: the second wall."""
    branches = ",".join(sorted(actor.reaches.get(Permission.PEOPLE_VIEW, ())))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('khuevan.reach', %s, true), set_config('khuevan.person', %s, true)",
            [branches, str(actor.person or "")],
        )


def needs(permission: Permission) -> Callable[[View], View]:
    """Let a page be seen only with a permission: a stranger is asked to sign in, anyone else finds nothing.

    Which rows they may see is for the selectors; this only spares them the work.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.actor == NOBODY:
                return redirect_to_login(request.get_full_path())
            if not request.actor.may(permission):
                raise OutOfReach(permission)
            return view(request, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def signed_in(view: View) -> View:
    """Let a page be seen by whoever has signed in."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor == NOBODY:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.needs = "signed in"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def open_to_all(view: View) -> View:
    """Say that a page is public. Every route carries one of the three marks: a house test demands it."""
    view.needs = "nothing"  # type: ignore[attr-defined]
    return view
