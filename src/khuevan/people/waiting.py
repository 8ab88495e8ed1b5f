"""What waits for somebody on the page of their own work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext, ngettext

from khuevan.access.public import Actor, Permission
from khuevan.people.selectors.merging import PAGE, waiting
from khuevan_kernel.work import Due


def due(*, actor: Actor, on: date) -> Iterable[Due]:
    """The pairs of records that are very likely one person and wait for a decision."""
    if not actor.may(Permission.PEOPLE_MERGE):
        return
    count = waiting(actor=actor)
    if count:
        told = f"{PAGE}+" if count > PAGE else str(count)
        title = ngettext(
            "%(count)s cặp hồ sơ có thể trùng", "%(count)s cặp hồ sơ có thể trùng", count
        ) % {"count": told}  # fmt: skip
        yield Due(title, gettext("Xem cạnh nhau rồi quyết định."), "people-duplicates")
