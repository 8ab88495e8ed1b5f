"""Which run, issue and rule each route of quality is tried with."""

from __future__ import annotations

from datetime import date
from typing import Any

from khuevan.people.selectors import person_references
from khuevan.quality.models import Ask, Issue, RuleVersion, Run
from khuevan.quality.selectors.asked import ask_references
from khuevan.quality.selectors.issues import issue_references
from khuevan.quality.selectors.rulebook import rule_references
from khuevan.quality.selectors.runs import run_references

DAY = date(2026, 9, 1)
MISSING = 10**12


def build(world: Any) -> None:
    """An issue and a finished run of every unit, and a draft of a rule."""
    world.more["issues"], world.more["runs"] = {}, {}
    for unit in world.units.values():
        world.more["issues"][unit.pk] = Issue.objects.create(
            rule="KV-Q-0605", since=DAY, dataset="units", severity="warning", subject=unit.pk, unit=unit,
            marks="learners", found_on=DAY, seen_on=DAY,
        ).pk  # fmt: skip
        world.more["runs"][unit.pk] = Run.objects.create(
            path=unit.path,
            day=DAY,
            school_year=2026,
            state="done",
            asked_by="system:world",
            asked_at=world.at,
        ).pk
    world.more["rule"] = RuleVersion.objects.create(
        code="KV-Q-9001", dataset="units", severity="notice", wrong="learners = 1", marks="learners", vi="x",
        en="x", remedy_vi="x", remedy_en="x", provision="x", written_at=world.at,
    ).pk  # fmt: skip
    world.more["ask"] = Ask.objects.create(
        unit=world.units["province"], title="x", legal_basis="x", fields=["x"], keys=["x"], level="school",
        kinds=["primary"], times_a_year=1, due=DAY, year=2026, minutes=1, burden=[], answers=[],
        asked_by="system:world", asked_at=world.at,
    ).pk  # fmt: skip


def _issue(world: Any, at: Any) -> dict[str, str]:
    return {"reference": issue_references().of(world.more["issues"].get(world.unit(at), MISSING))}


def _run(world: Any, at: Any) -> dict[str, str]:
    return {"reference": run_references().of(world.more["runs"].get(world.unit(at), MISSING))}


def _draft(world: Any, at: Any) -> dict[str, str]:
    return {"reference": rule_references().of(world.more["rule"] if at.relation else MISSING)}


def _ask(world: Any, at: Any) -> dict[str, str]:
    return {"reference": ask_references().of(world.more["ask"] if at.relation else MISSING)}


OBJECTS = {
    "quality-ask": _ask,
    "quality-issue": _issue,
    "quality-run": _run,
    "quality-draft": _draft,
    "quality-rule": lambda world, at: {"code": "KV-Q-0605" if at.relation else "KV-Q-8888"},
    "quality-person": lambda world, at: {"reference": person_references().of(world.person(at))},
}
