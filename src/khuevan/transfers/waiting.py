"""What waits for somebody on the page of their own work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext, ngettext

from khuevan.access.public import Actor
from khuevan.transfers import selectors
from khuevan.transfers.contracts import Step
from khuevan_kernel.work import Due


def due(*, actor: Actor, on: date) -> Iterable[Due]:
    """The family's consents, and the steps that the office can take now with the first day they are due."""
    for one in selectors.of_my_family(actor=actor, on=on) if actor.person else ():
        if Step.CONSENT in one.may:
            about = gettext("%(school)s đề nghị tiếp nhận.") % {"school": one.receiving.name}
            title = gettext("Trả lời đề nghị chuyển trường")
            yield Due(title, about, "transfer", (one.reference,), state=gettext("chờ bạn"), tone="warn")
    if not selectors.in_charge(actor):
        return
    waiting = [
        one
        for one in selectors.transfers(actor=actor, state="open", on=on)
        if one.may & {Step.RELEASE, Step.DECIDE, Step.ADMIT}
    ]
    if waiting:
        title = ngettext(
            "%(count)s hồ sơ chuyển trường chờ bạn", "%(count)s hồ sơ chuyển trường chờ bạn", len(waiting)
        ) % {"count": len(waiting)}
        first = min((one.due for one in waiting if one.due and Step.RELEASE in one.may), default=None)
        about = gettext("Quá hạn không trả lời là cho chuyển.") if first else ""
        yield Due(title, about, "transfers", by=first)
