"""The ministry writes rules: a draft, a trial that leaves no trace, in force from a day, ended on another."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

import polars as pl
from django.db import IntegrityError, transaction

from khuevan.access.public import Actor, OutOfReach, Permission, everywhere
from khuevan.journal.public import record
from khuevan.org.public import unit_in_reach
from khuevan.quality.contracts import (
    DraftFacts,
    Example,
    RuleEnded,
    RuleFacts,
    RuleInForce,
    RuleWritten,
    Trial,
)
from khuevan.quality.models import RuleVersion
from khuevan.quality.rules import DATASETS, DayPassed, InForceAlready, find, require_whole
from khuevan.quality.selectors.frames import frames, read
from khuevan.quality.selectors.rulebook import context_on, draft_facts, draft_row, every_version
from khuevan.quality.selectors.runs import pieces
from khuevan.quality.services.running import SYSTEM, UNITS_A_PIECE

MOST_PIECES, MOST_EXAMPLES = 4, 8
_WRITTEN = (
    "code", "dataset", "severity", "wrong", "marks", "vi", "en", "remedy_vi", "remedy_en", "provision",
)  # fmt: skip


@transaction.atomic
def write_rule(*, actor: Actor, at: datetime, rule: RuleFacts, reference: str = "") -> DraftFacts:
    """Write a draft, or change one. ``since`` is left aside: a draft is in force on no day.

    Refuses with ``RuleUnclear`` or ``ConditionWrong``, and with ``InForceAlready`` what is no draft any more.
    """
    _require_ministry(actor)
    require_whole(rule, _codes())
    row = draft_row(reference, lock=True) if reference else RuleVersion()
    if row.since is not None:
        raise InForceAlready()
    for name in _WRITTEN:
        setattr(row, name, getattr(rule, name))
    row.shows, row.written_at = list(rule.shows), at
    row.save()
    event = RuleWritten(f"rule:{rule.code}", rule.code, rule.dataset, str(rule.severity), rule.wrong)
    record(event, actor=actor, at=at)
    return draft_facts(row)


def preview_rule(*, actor: Actor, rule: RuleFacts, unit: int, day: date) -> tuple[Trial, int, int]:
    """What a rule finds in a branch today, without leaving a trace; and how many of how many pieces were
    looked at.

    Of a large branch ``MOST_PIECES`` pieces are taken, evenly over it, so that the answer comes while one
    waits.
    """
    _require_ministry(actor)
    path = unit_in_reach(actor, unit, Permission.QUALITY_RULE).path
    require_whole(rule, _codes())
    today = replace(rule, since=day, until=None)
    dataset = DATASETS[rule.dataset]
    all_pieces = pieces(actor=SYSTEM, path=path, most=UNITS_A_PIECE)
    step = max(len(all_pieces) / MOST_PIECES, 1.0)
    taken = [all_pieces[int(number * step)] for number in range(min(MOST_PIECES, len(all_pieces)))]
    rows, found = 0, []
    with transaction.atomic(), everywhere():
        for units in taken:
            read_rows = read(actor=SYSTEM, units=units, context=context_on(day))
            for _, frame in frames(read_rows, {dataset.name}):
                rows += frame.height
                found.append(find(dataset, frame, [today]))
    told = pl.concat(found) if found else pl.DataFrame(schema={"unit": pl.Int64, "facts": pl.String})
    examples = tuple(
        Example(unit, json.loads(facts))
        for unit, facts in told.select("unit", "facts").head(MOST_EXAMPLES).rows()
    )
    return Trial(rows, told.height, told["unit"].n_unique(), examples), len(taken), len(all_pieces)


@transaction.atomic
def put_in_force(*, actor: Actor, at: datetime, today: date, reference: str, since: date) -> RuleFacts:
    """Put a draft in force from a day on. It cannot be changed afterwards; a later version can follow.

    Refuses with ``DayPassed`` a day before today, or not after the version before it.
    """
    _require_ministry(actor)
    row = draft_row(reference, lock=True)
    if row.since is not None:
        raise InForceAlready()
    earlier = [one.since for one in every_version() if one.code == row.code]
    if since < today or (earlier and since <= max(earlier)):
        raise DayPassed(day=since)
    require_whole(draft_facts(row).rule, _codes())
    row.since = since
    try:
        with transaction.atomic():
            row.save(update_fields=["since"])
    except IntegrityError:  # two put versions of one rule in force for one day
        raise DayPassed(day=since) from None
    record(RuleInForce(f"rule:{row.code}", row.code, since.isoformat(), row.wrong), actor=actor, at=at)
    return draft_facts(row).rule


@transaction.atomic
def end_rule(*, actor: Actor, at: datetime, today: date, reference: str, until: date) -> RuleFacts:
    """Have a version of the ministry's hold no longer from a day on. Refuses with ``DayPassed``."""
    _require_ministry(actor)
    row = draft_row(reference, lock=True)
    if row.since is None or until < today or until <= row.since:
        raise DayPassed(day=until)
    row.until = until
    row.save(update_fields=["until"])
    record(RuleEnded(f"rule:{row.code}", row.code, until.isoformat()), actor=actor, at=at)
    return draft_facts(row).rule


def _codes() -> set[str]:
    return {one.code for one in every_version()}


def _require_ministry(actor: Actor) -> None:
    if not actor.may(Permission.QUALITY_RULE):
        raise OutOfReach("rules")
