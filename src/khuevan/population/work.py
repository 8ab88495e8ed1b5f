"""What waits for somebody in this room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext, ngettext

from khuevan.access.public import Actor, Permission
from khuevan.population.selectors import PAGE, differences
from khuevan_kernel.work import Due


def due(*, actor: Actor, on: date) -> Iterator[Due]:
    """The differences to resolve in the actor's reach, as one line."""
    if not actor.may(Permission.PEOPLE_EDIT):
        return
    waiting = len(differences(actor=actor, limit=PAGE + 1))
    if waiting:
        said = f"{PAGE}+" if waiting > PAGE else str(waiting)
        title = ngettext(
            "%(count)s hồ sơ khác dữ liệu dân cư", "%(count)s hồ sơ khác dữ liệu dân cư", waiting
        ) % {"count": said}  # fmt: skip
        yield Due(
            title,
            gettext("Xem từng chỗ khác, sửa hồ sơ hoặc giữ nguyên với lý do."),
            "population-differences",
        )
