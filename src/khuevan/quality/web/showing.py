"""How rules, issues and units are told on the pages of this room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from khuevan.access.public import Actor, Permission, Request
from khuevan.org.public import UnitFacts, number_of, unit_in_reach, units
from khuevan.org.public import unit as any_unit
from khuevan.people.public import named
from khuevan.quality.contracts import IssueFacts, RuleFacts, Severity, State
from khuevan.quality.rules import DATASETS
from khuevan.quality.selectors.issues import words_of, words_of_rules

SEVERITIES = {
    Severity.ERROR: (_("Lỗi"), "bad"), Severity.WARNING: (_("Cảnh báo"), "warn"),
    Severity.NOTICE: (_("Lưu ý"), ""),
}  # fmt: skip
STATES = {
    State.OPEN: (_("Đang mở"), "warn"), State.EXPLAINED: (_("Đã giải trình"), ""),
    State.WAIVED: (_("Được bỏ qua"), "off"), State.GONE: (_("Đã hết"), "good"),
}  # fmt: skip
MEASURES = {
    "now": _("năm nay"), "before": _("năm trước"), "score": _("độ lệch"),
}  # fmt: skip


def english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "vi").startswith("en")


def said(rule: RuleFacts) -> dict[str, Any]:
    """A rule in the page's language."""
    return {
        "rule": rule, "says": rule.en if english() else rule.vi,
        "remedy": rule.remedy_en if english() else rule.remedy_vi,
        "severity": SEVERITIES[rule.severity][0], "tone": SEVERITIES[rule.severity][1],
        "dataset": dataset_title(rule.dataset),
    }  # fmt: skip


def dataset_title(name: str) -> object:
    """What a dataset is called."""
    dataset = DATASETS.get(name)
    if dataset is None:
        return _("So với năm trước")
    return dataset.en if english() else dataset.vi


def issue_lines(actor: Actor, issues: Iterable[IssueFacts]) -> list[dict[str, Any]]:
    """Issues as rows of a table: in words, with their unit, the person's name where it may be read."""
    listed = list(issues)
    rules = words_of_rules()
    persons = named(actor=actor, numbers={one.person for one in listed if one.person})
    places = {one.id: one for one in units({n for i in listed for n in (i.unit, i.assigned_to or i.unit)})}
    return [
        {
            "issue": one, "unit": places[one.unit], "person": persons.get(one.person or 0),
            "assigned": places.get(one.assigned_to or 0), "facts": facts_of(one),
            "severity": SEVERITIES[one.severity][0], "tone": SEVERITIES[one.severity][1],
            "state": STATES[one.state][0], "state_tone": STATES[one.state][1],
            "told": said(rule) if (rule := words_of(rules, one.rule, one.since)) else {"says": one.rule},
        }
        for one in listed
    ]  # fmt: skip


def facts_of(one: IssueFacts) -> str:
    """What an issue shows of its row: short labels and values."""
    dataset = DATASETS.get(one.dataset)
    labels = {f.name: f.en if english() else f.vi for f in dataset.fields} if dataset else {}
    shown = []
    for name, value in one.facts.items():
        label = str(MEASURES[name]) if name in MEASURES else labels.get(name, name)
        if value is not None:
            shown.append(f"{re.split('[:,(;]', label)[0].strip()}: {value}")
    return " · ".join(shown)


def unit_asked(request: Request, may: Permission = Permission.QUALITY_VIEW) -> UnitFacts:
    """The unit of the address's ``unit``, in the actor's reach; their office where none is named."""
    reference = request.GET.get("unit") or request.POST.get("unit") or ""
    if reference:
        return unit_of(request, reference, may)
    own = request.actor.office.strip("/").rpartition("/")[2]
    if own.isdigit():
        return unit_in_reach(request.actor, int(own), may)
    branch = min(request.actor.reaches.get(may, ("/",)), key=len).strip("/").rpartition("/")[2]
    return any_unit(int(branch)) if branch.isdigit() else any_unit(1)


def unit_of(request: Request, reference: str, may: Permission = Permission.QUALITY_VIEW) -> UnitFacts:
    """The unit behind a reference in the actor's reach, or ``OutOfReach``."""
    return unit_in_reach(request.actor, number_of(reference), may)
