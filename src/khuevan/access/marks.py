"""Who acts in a request, and the marks that say for whom a page is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from khuevan.access.contracts import Permission
from khuevan.access.scoping import OutOfReach
from khuevan.access.selectors import Office, account_row, acting, standing
from khuevan_kernel.actor import EVERYWHERE, NOBODY, Actor

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

OFFICE_KEY = "khuevan.office"


class Request(HttpRequest):
    """A request as every view gets it: who acts, and when.

    ``offices`` are the places the account may act for now. ``second_factor_missing`` is true where they hold
    permissions that ask for a second factor which has not been set up: they then reach nothing until it is.
    ``by_key`` is the office, as path and purpose, that a program's key acts for; a key is no person, has no
    second factor and no record of its own.
    """

    actor: Actor
    received_at: datetime
    offices: tuple[Office, ...]
    second_factor_missing: bool
    by_key: tuple[str, str] | None


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request: the account's live grants of the office it acts for, read now in one query.

    Where several offices are held, the session remembers the one chosen on ``/me/access``; the first is taken
    otherwise. Also puts ``offices`` and ``second_factor_missing`` on the request.
    """
    asked: Request = request  # type: ignore[assignment]
    asked.offices, asked.second_factor_missing = (), False
    asked.by_key = getattr(request, "by_key", None)
    if not request.user.is_authenticated:
        return NOBODY
    account = request.user
    stands = standing(account.pk, asked.received_at)
    if asked.by_key is not None:
        path, purpose = asked.by_key
        named = (one for one in stands.offices if (one.path, one.purpose) == (path, purpose))
        return acting(account.pk, None, next(named, None))
    asked.offices = stands.offices
    chosen = request.session.get(OFFICE_KEY)
    office = next((one for one in stands.offices if one.key == chosen), next(iter(stands.offices), None))
    actor = acting(account.pk, account.person, office)
    if actor.reaches and not stands.second_factor and _asks_second_factor(asked.received_at):
        asked.second_factor_missing = True
        return acting(account.pk, account.person, None)
    return actor


def act_by_key(request: HttpRequest, account: int, path: str, purpose: str) -> None:
    """From here on the request acts for one office of an account, whose key it has shown."""
    request.user = account_row(account)
    request.by_key = (path, purpose)  # type: ignore[attr-defined]


def _asks_second_factor(at: datetime) -> bool:
    since = settings.STAFF_SECOND_FACTOR_SINCE
    return not settings.DEMO and since is not None and at.date() >= since


def offices_of(request: HttpRequest) -> tuple[Office, ...]:
    """The places the account behind a request may act for."""
    return getattr(request, "offices", ())


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


@contextmanager
def everywhere() -> Iterator[None]:
    """Let the database show every person inside the block, whatever the actor reaches; then as before.

    In a transaction, for work whose right has been decided. What comes out of the block has to be narrowed
    to the actor's reach again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('khuevan.reach', true), '')")
        [before] = cursor.fetchone() or ("",)
        cursor.execute("SELECT set_config('khuevan.reach', %s, true)", [EVERYWHERE])
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT set_config('khuevan.reach', %s, true)", [before])


@contextmanager
def beyond_reach(actor: Actor, why: str) -> Iterator[Actor]:
    """``everywhere``, for selectors and services that ask who acts, once a rule has allowed just that.

    Yields the actor with the reach of the system: what is journalled names who acted. ``why`` is for whoever
    reads the code.
    """
    with everywhere():
        yield replace(actor, reaches=system(why).reaches)


def needs(permission: Permission, *, of_the_country: bool = False) -> Callable[[View], View]:
    """Let a page be seen only with a permission: a stranger is asked to sign in, anyone else finds nothing.

    Which rows they may see is for the selectors; this only spares them the work. ``of_the_country`` is for
    what has no rows of one branch: the permission has to reach the whole tree, or all below its root. Staff
    whose second factor is missing are sent to set it up.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.actor == NOBODY:
                return redirect_to_login(request.get_full_path())
            if getattr(request, "second_factor_missing", False):
                return redirect("mfa_index")
            branches = request.actor.reaches.get(permission, ())
            if not any(not of_the_country or _is_the_country(branch) for branch in branches):
                raise OutOfReach(permission)
            return view(request, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def _is_the_country(branch: str) -> bool:
    return branch.count("/") <= 2  # '/' is everything, '/1/' the root unit: nothing stands beside it


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
