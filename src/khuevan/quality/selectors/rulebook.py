"""All rules there are, shipped and written by the ministry, and the context they are asked in."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from khuevan.access.public import OutOfReach
from khuevan.quality.contracts import DraftFacts, RuleFacts, Severity
from khuevan.quality.models import RuleVersion
from khuevan.quality.rules import PLACES, Context, in_force, shipped
from khuevan.schooling.public import latest_year
from khuevan_kernel.identity import BadReference, References


def rule_references() -> References:
    """Turns a written rule's number into its reference in addresses, and back."""
    return References(settings.SECRET_KEY, "quality rule")


def context_on(day: date) -> Context:
    """What conditions are asked in on a day: the latest school year begun, and the places of birth."""
    return Context(day, latest_year(day), PLACES.on(day).says)


def every_version() -> list[RuleFacts]:
    """Every version of every rule that is or was in force, or will be; by code and day."""
    written = RuleVersion.objects.filter(since__isnull=False)
    return sorted([*shipped(), *map(rule_facts, written)], key=lambda one: (one.code, one.since))


def rules_on(day: date) -> list[RuleFacts]:
    """The rules in force on a day, by code."""
    return in_force(every_version(), day)


def drafts() -> list[DraftFacts]:
    """What the ministry is writing, newest first."""
    return [draft_facts(row) for row in RuleVersion.objects.filter(since=None).order_by("-id")]


def draft(reference: str) -> DraftFacts:
    """One version that the ministry wrote, or ``OutOfReach``."""
    return draft_facts(draft_row(reference))


def draft_row(reference: str, *, lock: bool = False) -> RuleVersion:
    """The row behind a written rule's reference, or ``OutOfReach``."""
    rows = RuleVersion.objects.select_for_update() if lock else RuleVersion.objects
    try:
        return rows.get(pk=rule_references().number(reference))
    except (BadReference, RuleVersion.DoesNotExist):
        raise OutOfReach("rule") from None


def draft_facts(row: RuleVersion) -> DraftFacts:
    """A written rule as others see it."""
    return DraftFacts(rule_references().of(row.pk), rule_facts(row), row.written_at, row.since is not None)


def rule_facts(row: RuleVersion) -> RuleFacts:
    """A written version as the rulebook holds it; a draft stands far in the future."""
    return RuleFacts(
        row.code, row.since or date.max, row.until, row.dataset, Severity(row.severity), row.wrong, row.marks,
        tuple(row.shows), row.vi, row.en, row.remedy_vi, row.remedy_en, row.provision, official=False,
    )  # fmt: skip
