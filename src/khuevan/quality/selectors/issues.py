"""Issues as they may be seen: by branch and filters, one by one, and counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Case, Count, Min, Q, Value, When

from khuevan.access.public import Actor, OutOfReach, Permission, ScopedQuerySet
from khuevan.quality.contracts import IssueFacts, RuleFacts, Severity, State
from khuevan.quality.models import Issue
from khuevan.quality.rules import OUTLIERS
from khuevan.quality.selectors.outlying import OUTLIER_CODES
from khuevan.quality.selectors.rulebook import every_version
from khuevan_kernel.identity import BadReference, References


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the issues is asked for; empty is all. ``path`` is a branch of the unit tree."""

    path: str = "/"
    rule: str = ""
    severity: str = ""
    state: str = State.OPEN
    office: int | None = None


def issue_references() -> References:
    """Turns an issue's number into its reference in addresses, and back."""
    return References(settings.SECRET_KEY, "quality issue")


def issue_number(reference: str) -> int:
    """The number behind an issue's reference, or ``OutOfReach``."""
    try:
        return issue_references().number(reference)
    except BadReference:
        raise OutOfReach("issue") from None


def issue(*, actor: Actor, reference: str) -> IssueFacts:
    """One issue in the actor's reach, or ``OutOfReach``."""
    rows = Issue.objects.visible_to(actor, Permission.QUALITY_VIEW)
    return issue_facts(rows.one(pk=issue_number(reference)))


def issues(*, actor: Actor, filters: Filters, after: int | None = None, limit: int = 50) -> list[IssueFacts]:
    """The issues in the actor's reach that pass the filters: errors first, the newest first, after one."""
    order = Case(*(When(severity=one, then=Value(rank)) for rank, one in enumerate(Severity)))
    rows = _filtered(actor, filters).annotate(order=order).order_by("order", "-pk")
    if after is not None:
        last = rows.one(pk=after)
        rows = rows.filter(Q(order__gt=last.order) | Q(order=last.order, pk__lt=after))
    return [issue_facts(row) for row in rows[:limit]]


def issues_of_person(*, actor: Actor, person: int) -> list[IssueFacts]:
    """What stands open or explained about one person in the actor's reach."""
    rows = Issue.objects.visible_to(actor, Permission.QUALITY_VIEW).filter(person=person)
    return [issue_facts(row) for row in rows.exclude(state=State.GONE).order_by("rule", "pk")]


def count_issues(*, actor: Actor, filters: Filters) -> int:
    """How many issues pass the filters."""
    return _filtered(actor, filters).count()


def issue_counts(*, actor: Actor, path: str, state: str = State.OPEN) -> dict[str, int]:
    """How many issues stand in a state in a branch, by rule; those the actor may see."""
    rows = _filtered(actor, Filters(path=path, state=state)).order_by("rule")
    return dict(rows.values_list("rule").annotate(count=Count("pk")))


def assigned(*, actor: Actor) -> tuple[int, date | None]:
    """How many open issues are assigned to the actor's own office, and by when the first is due."""
    office = actor.office.strip("/").rpartition("/")[2]
    if not office.isdigit():
        return 0, None
    rows = _filtered(actor, Filters(office=int(office)))
    told = rows.aggregate(count=Count("pk"), due=Min("due"))
    return told["count"], told["due"]


def _filtered(actor: Actor, filters: Filters) -> ScopedQuerySet[Issue]:
    rows = Issue.objects.visible_to(actor, Permission.QUALITY_VIEW)
    if filters.path != "/":
        rows = rows.filter(unit__path__startswith=filters.path)
    for name in ("rule", "severity", "state"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    return rows if filters.office is None else rows.filter(assigned_to=filters.office)


def issue_facts(row: Issue) -> IssueFacts:
    """An issue as others see it."""
    return IssueFacts(
        row.pk, issue_references().of(row.pk), row.rule, row.since, row.dataset, Severity(row.severity),
        State(row.state), row.unit_id, row.person_id, row.subject, row.marks, row.facts, row.found_on,
        row.seen_on, row.gone_on, row.reopened, row.assigned_to_id, row.due, row.reason, row.waived_until,
    )  # fmt: skip


def words_of_rules() -> dict[str, list[RuleFacts]]:
    """Every version of every rule by its code, the newest last; what is unlike last year told in the same
    shape."""
    found: defaultdict[str, list[RuleFacts]] = defaultdict(list)
    for rule in every_version():
        found[rule.code].append(rule)
    for provision in (OUTLIERS.on(date.max),):
        for measure, code in OUTLIER_CODES.items():
            words = provision.says["measures"][measure]
            found[code].append(RuleFacts(
                code, provision.since, None, "outliers", Severity.WARNING, "", measure, (), words["vi"],
                words["en"], _CHECK[0], _CHECK[1], str(provision.cites), True,
            ))  # fmt: skip
    return dict(found)


def words_of(rules: dict[str, list[RuleFacts]], code: str, since: date) -> RuleFacts | None:
    """The version of a rule that found an issue."""
    versions = rules.get(code, [])
    return next((one for one in versions if one.since == since), versions[-1] if versions else None)


_CHECK = (
    "So hai năm; sửa nếu thiếu hoặc thừa, giải trình nếu đúng.",
    "Compare both years; correct what is missing or too much, or explain.",
)
