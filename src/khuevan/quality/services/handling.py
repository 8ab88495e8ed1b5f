"""What people do with issues: assign, explain, waive, open again. One or many; each is journalled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from khuevan.access.public import Actor, Permission
from khuevan.journal.public import record
from khuevan.org.public import units
from khuevan.quality.contracts import IssuesHandled, State
from khuevan.quality.models import Issue
from khuevan.quality.rules import (
    NothingChosen,
    OfficeElsewhere,
    ReasonMissing,
    StateChanged,
    WaivedFromAbove,
    WaiverTooLong,
)
from khuevan.quality.selectors.issues import issue_number

MOST_AT_ONCE = 200
LONGEST_WAIVER = timedelta(days=366)


@transaction.atomic
def assign_issues(
    *, actor: Actor, at: datetime, references: Sequence[str], to: int | None, due: date | None,
    seen: str = "",
) -> int:  # fmt: skip
    """Give issues to an office above their units, or each to its own unit (``to`` is ``None``), by a day.

    Answers how many; those that are waived or gone are left out.

    Refuses with ``OfficeElsewhere``, ``NothingChosen``, ``StateChanged`` (one issue, not as it was seen).
    """
    rows = _chosen(actor, references, {State.OPEN, State.EXPLAINED}, seen)
    if to is not None:
        found = units([to])
        if not found or not all(row.unit.path.startswith(found[0].path) for row in rows):
            raise OfficeElsewhere()
    for row in rows:
        row.assigned_to_id, row.due = to or row.unit_id, due
    _saved(rows, ["assigned_to", "due"])
    _recorded(rows, "assigned", "", actor, at, until=due.isoformat() if due else "")
    return len(rows)


@transaction.atomic
def explain_issues(
    *, actor: Actor, at: datetime, references: Sequence[str], reason: str, seen: str = ""
) -> int:
    """Say why what a rule found is right, or cannot be mended now. The issue stands, explained.

    Refuses with ``ReasonMissing``, ``NothingChosen``, ``StateChanged``.
    """
    return _told(actor, at, references, "explained", reason, {State.OPEN}, State.EXPLAINED, seen)


@transaction.atomic
def waive_issues(
    *, actor: Actor, at: datetime, today: date, references: Sequence[str], reason: str, until: date,
    seen: str = "",
) -> int:  # fmt: skip
    """Let issues be, until a day within a year; on that day a run opens them again.

    Only an office above the unit may: ``WaivedFromAbove``. Refuses with ``WaiverTooLong``, ``ReasonMissing``,
    ``NothingChosen``, ``StateChanged``.
    """
    if not today < until <= today + LONGEST_WAIVER:
        raise WaiverTooLong()
    rows = _chosen(actor, references, {State.OPEN, State.EXPLAINED}, seen)
    branches = actor.reaches.get(Permission.QUALITY_VIEW, frozenset())
    for row in rows:
        if not any(row.unit.path.startswith(branch) and row.unit.path != branch for branch in branches):
            raise WaivedFromAbove()
    return _settled(rows, actor, at, "waived", reason, State.WAIVED, until)


@transaction.atomic
def reopen_issues(
    *, actor: Actor, at: datetime, references: Sequence[str], reason: str, seen: str = ""
) -> int:
    """Open again what was explained or waived.

    Refuses with ``ReasonMissing``, ``NothingChosen``, ``StateChanged``.
    """
    states = {State.EXPLAINED, State.WAIVED}
    return _told(actor, at, references, "reopened", reason, states, State.OPEN, seen)


def _told(
    actor: Actor, at: datetime, references: Sequence[str], what: str, reason: str, of: set[State],
    becomes: State, seen: str,
) -> int:  # fmt: skip
    rows = _chosen(actor, references, of, seen)
    return _settled(rows, actor, at, what, reason, becomes, None)


def _settled(
    rows: list[Issue], actor: Actor, at: datetime, what: str, reason: str, becomes: State, until: date | None
) -> int:
    if not reason.strip():
        raise ReasonMissing()
    for row in rows:
        row.state, row.reason, row.waived_until = becomes, reason.strip(), until
        row.reopened += becomes is State.OPEN
    _saved(rows, ["state", "reason", "waived_until", "reopened"])
    _recorded(rows, what, reason.strip(), actor, at, until=until.isoformat() if until else "")
    return len(rows)


def _chosen(actor: Actor, references: Sequence[str], states: set[State], seen: str) -> list[Issue]:
    """The rows behind the references, locked; one that is out of reach is not found."""
    numbers = sorted({issue_number(one) for one in references[:MOST_AT_ONCE]})
    mine = Issue.objects.visible_to(actor, Permission.QUALITY_VIEW)
    rows = list(
        mine.filter(pk__in=numbers).select_related("unit").select_for_update(of=("self",)).order_by("pk")
    )
    if len(rows) < len(numbers):
        mine.one(pk=next(number for number in numbers if number not in {row.pk for row in rows}))
    if seen and rows and rows[0].state != seen:
        raise StateChanged(state=rows[0].state)
    fit = [row for row in rows if row.state in states]
    if not fit:
        raise NothingChosen()
    return fit


def _saved(rows: Iterable[Issue], fields: list[str]) -> None:
    Issue.objects.for_system("rows just found in reach and locked").bulk_update(rows, fields)


def _recorded(rows: list[Issue], what: str, reason: str, actor: Actor, at: datetime, *, until: str) -> None:
    # One entry an issue, so that each tells its own story; at most MOST_AT_ONCE.
    for row in rows:
        event = IssuesHandled(str(row), what, (row.rule,), 1, reason, until, row.assigned_to_id or 0)
        record(event, actor=actor, at=at)
