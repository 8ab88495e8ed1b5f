"""What quality has waiting for somebody: the issues that were given to their office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from khuevan.access.public import Actor, Permission
from khuevan.quality.selectors.issues import assigned
from khuevan_kernel.work import Due


def due(*, actor: Actor, on: date) -> Iterator[Due]:
    """The open issues that were assigned to the actor's office, as one line."""
    if not actor.may(Permission.QUALITY_VIEW):
        return
    count, by = assigned(actor=actor)
    if not count:
        return
    title = ngettext(
        "%(count)s vấn đề dữ liệu được giao cho cơ quan bạn",
        "%(count)s vấn đề dữ liệu được giao cho cơ quan bạn", count,
    ) % {"count": number_format(count, use_l10n=True, force_grouping=True)}  # fmt: skip
    late = by is not None and by < on
    yield Due(
        title, gettext("Sửa, hoặc giải trình."), "quality-issues", by=by,
        state=gettext("quá hạn") if late else "", tone="bad" if late else "",
    )  # fmt: skip
