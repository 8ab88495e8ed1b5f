"""The rules that ship with the program, and which version of each rule holds on a day."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from khuevan.quality.contracts import RuleFacts, Severity
from khuevan.quality.rules.datasets import DATASETS
from khuevan.quality.rules.language import Compiled, compile_condition
from khuevan.quality.rules.refusals import RuleUnclear
from khuevan_kernel.law import Law

REGULATIONS = Path(__file__).parents[4] / "regulations" / "quality"
PLACES: Law[frozenset[str]] = Law.from_toml(REGULATIONS / "places.toml", frozenset)
_CODE = re.compile(r"KV-Q-\d{4}")
_MINISTRYS = "KV-Q-9"


def _rule(dataset: str, told: dict[str, Any]) -> RuleFacts:
    return RuleFacts(
        told["code"], told["since"], told.get("until"), dataset, Severity(told["severity"]), told["wrong"],
        told["marks"], tuple(told.get("shows", ())), told["vi"], told["en"], told["remedy_vi"],
        told["remedy_en"], told["provision"], told.get("status") == "unconfirmed",
    )  # fmt: skip


@cache
def shipped() -> tuple[RuleFacts, ...]:
    """Every version of every rule in ``regulations/quality``, by code and day."""
    found = []
    for name in DATASETS:
        document = tomllib.loads((REGULATIONS / f"{name}.toml").read_text(encoding="utf-8"))
        found += [_rule(document["dataset"], told) for told in document["rule"]]
    return tuple(sorted(found, key=lambda one: (one.code, one.since)))


def in_force(rules: Iterable[RuleFacts], day: date) -> list[RuleFacts]:
    """Of all versions, those that hold on a day: the latest of each code, unless it has ended."""
    latest: dict[str, RuleFacts] = {}
    for rule in sorted(rules, key=lambda one: (one.code, one.since)):
        if rule.since <= day:
            latest[rule.code] = rule
    return [rule for rule in latest.values() if rule.until is None or day < rule.until]


@cache
def condition(rule: RuleFacts) -> Compiled:
    """A rule's condition, ready to be asked. Refuses with ``ConditionWrong``."""
    return compile_condition(rule.wrong, DATASETS[rule.dataset].types)


def require_whole(rule: RuleFacts, known: Iterable[str]) -> None:
    """Refuses with ``RuleUnclear`` or ``ConditionWrong`` a rule that could not be put in force.

    ``known`` are the codes of rules there are: a new version of one keeps its dataset's code.
    """
    if not _CODE.fullmatch(rule.code) or not (rule.code.startswith(_MINISTRYS) or rule.code in set(known)):
        raise RuleUnclear(what="code")
    if rule.dataset not in DATASETS:
        raise RuleUnclear(what="dataset")
    dataset = DATASETS[rule.dataset]
    if not all(word.strip() for word in (rule.vi, rule.en, rule.remedy_vi, rule.remedy_en)):
        raise RuleUnclear(what="words")
    if not rule.provision.strip():
        raise RuleUnclear(what="provision")
    if rule.marks not in dataset.types:
        raise RuleUnclear(what="marks")
    plain = {one.name for one in dataset.fields if not one.personal}
    if not set(rule.shows) <= plain:
        raise RuleUnclear(what="shows")
    condition(rule)
