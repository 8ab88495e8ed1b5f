from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from khuevan_kernel.law import Citation
from khuevan_kernel.standards._facts import Facts, Missing, field_mix, weighted_learners
from khuevan_kernel.standards._regulations import BOUNDS, WEIGHTS, Bound, Bounds, Weights

YEARS = 3  # the years whose mean is taken


class Verdict(StrEnum):
    """What is said of a criterion. Not in its scope is ``exempt``; a part not asked for yet is too."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Status:
    """What an institution is, as far as the standard's scope looks to it.

    ``founded`` is the day it was founded, None where it is not known: it is then held for an old one.
    ``intake`` and ``graduates`` say whether it has had any; ``specialised`` that at least 70 % of its
    learners are in arts, languages or sport; ``doctoral`` that it trains doctors.
    """

    founded: date | None = None
    intake: bool = True
    graduates: bool = True
    doctoral: bool = False
    specialised: bool = False
    defence: bool = False
    branch: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One measured value of a criterion: exact, its bound, the names of its facts and of those missing."""

    code: str
    value: Fraction | None
    bound: Bound
    verdict: Verdict
    inputs: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A criterion's verdict with its parts. ``exempt`` names the reason: ``without_intake``,
    ``without_graduates``, ``defence``, ``young``, ``branch``, ``no_doctors``, ``not_yet`` or none."""

    criterion: str
    verdict: Verdict
    parts: tuple[Part, ...]
    exempt: str
    because: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the formulas look to: facts, weights, and the version's own figures."""

    facts: Facts
    weights: Weights
    bounds: Bounds


Formula = Callable[[_Asked], Fraction]


def _land(of: _Asked) -> Fraction:
    urban, other = of.facts.all("land.urban", "land.other")
    return (urban * of.weights.urban_land + other) / _learners(of, "area")


def _learners(of: _Asked, use: str) -> Fraction:
    weighed = weighted_learners(of.facts.learners(), of.weights, use)
    if weighed == 0:
        raise Missing("learners")
    return weighed


def _load(of: _Asked) -> Fraction:
    lecturers = of.facts["lecturers.full_time"]
    if lecturers == 0:
        raise Missing("lecturers.full_time")
    return _learners(of, "teaching") / lecturers


def _mean_share(part: str, whole: str, years: int) -> Formula:
    def formula(of: _Asked) -> Fraction:
        named = [(f"{part}.{n}", f"{whole}.{n}") for n in range(years)]
        of.facts.all(*(name for pair in named for name in pair))
        return sum((of.facts.share(*pair) for pair in named), Fraction(0)) / years

    return formula


def _margin(of: _Asked) -> Fraction:
    return 1 - _mean_share("spending", "revenue", YEARS)(of)


def _growth(of: _Asked) -> Fraction:
    """The mean of six ratios of a year to the year before, of revenue and of revenue without fees, less 1."""
    names = [f"{item}.{n}" for item in ("revenue", "fees") for n in range(YEARS + 1)]
    values = of.facts.all(*names)
    revenue, fees = values[: YEARS + 1], values[YEARS + 1 :]
    other = [whole - fee for whole, fee in zip(revenue, fees, strict=True)]
    ratios = []
    for name, line in (("revenue", revenue), ("fees", other)):
        for n in range(YEARS):
            if line[n + 1] == 0:
                raise Missing(f"{name}.{n + 1}")
            ratios.append(line[n] / line[n + 1])
    return sum(ratios, Fraction(0)) / len(ratios) - 1


def _size_change(of: _Asked) -> Fraction:
    return of.facts.share("size.0", "size.3") - 1


def _lost(whole: str) -> Formula:
    """Of those who were there, the share neither graduated nor present a year later."""

    def formula(of: _Asked) -> Fraction:
        there, graduated, still = of.facts.all(whole, f"{whole}.graduated", f"{whole}.still")
        if there == 0:
            raise Missing(whole)
        return (there - graduated - still) / there

    return formula


def _employed(of: _Asked) -> Fraction:
    """Those with suitable work; of those who did not answer, the silent's share is held for employed."""
    asked, answered, suitable = of.facts.all(
        "employment.graduates", "employment.answered", "employment.suitable"
    )
    if asked == 0:
        raise Missing("employment.graduates")
    return (suitable + (asked - answered) * of.weights.silent) / asked


def _science(of: _Asked) -> Fraction:
    share = _mean_share("science.revenue", "revenue", of.bounds.science_years)(of)
    return share * field_mix(of.facts.learners(), of.weights, "funding")


def _publications(of: _Asked) -> Fraction:
    kinds = of.weights.publications
    counts = of.facts.all("lecturers.full_time", *(f"publications.{kind}" for kind in kinds))
    if counts[0] == 0:
        raise Missing("lecturers.full_time")
    weighed = (count * weight for count, weight in zip(counts[1:], kinds.values(), strict=True))
    return sum(weighed, Fraction(0)) / counts[0]


def _international(of: _Asked) -> Fraction:
    each = of.facts.share("publications.indexed", "lecturers.full_time")
    return each * field_mix(of.facts.learners(), of.weights, "publishing")


def _floor(of: _Asked) -> Fraction:
    return of.facts["floor"] * of.weights.floor / _learners(of, "area")


def _bandwidth(of: _Asked) -> Fraction:
    """Megabits a second for each 1,000 learners."""
    return of.facts["bandwidth"] * 1000 / _heads(of)


def _copies(of: _Asked) -> Fraction:
    return of.facts["copies"] / _heads(of)


def _heads(of: _Asked) -> Fraction:
    heads = sum(of.facts.learners().values(), Fraction(0))
    if heads == 0:
        raise Missing("learners")
    return heads


def _ratio(part: str, whole: str) -> Formula:
    return lambda of: of.facts.share(part, whole)


# The parts of each criterion by their codes; a criterion of one part has its own code.
FORMULAS: Mapping[str, Formula] = {
    "1.1": lambda of: of.facts["vacant_months"],
    "1.2": lambda of: of.facts["documents"] / 7,
    "1.3": _ratio("kpi.improved", "kpi"),
    "2.1": _load,
    "2.2": _ratio("lecturers.permanent", "lecturers.full_time"),
    "2.3": _ratio("lecturers.doctor", "lecturers.full_time"),
    "3.1": _land,
    "3.2.1": _floor,
    "3.2.2": _ratio("lecturers.workplace", "lecturers.full_time"),
    "3.3.1": _ratio("titles", "fields"),
    "3.3.2": _copies,
    "3.4.1": _ratio("courses.online", "courses"),
    "3.4.2": _bandwidth,
    "4.1": _margin,
    "4.2": _growth,
    "5.1.1": _mean_share("enrolled", "quota", YEARS),
    "5.1.2": _size_change,
    "5.2.1": _lost("present"),
    "5.2.2": _lost("newcomers"),
    "5.3.1": _ratio("cohort.long.graduated", "cohort.long"),
    "5.3.2": _ratio("cohort.short.graduated", "cohort.short"),
    "5.4.1": _ratio("survey.teaching.satisfied", "survey.teaching.answered"),
    "5.4.2": _ratio("survey.teaching.answered", "survey.teaching.asked"),
    "5.4.3": _ratio("survey.graduates.satisfied", "survey.graduates.answered"),
    "5.4.4": _ratio("survey.graduates.answered", "survey.graduates.asked"),
    "5.5": _employed,
    "6.1": _science,
    "6.2.1": _publications,
    "6.2.2": _international,
}
CRITERIA = tuple(
    f"{standard}.{number}"
    for standard, many in enumerate((4, 3, 4, 2, 5, 2), 1)
    for number in range(1, many + 1)
)


def parts_of(criterion: str) -> tuple[str, ...]:
    """The codes of a criterion's parts. That of 1.4 is computed from all others.

    >>> parts_of("3.2"), parts_of("1.4"), len(CRITERIA)
    (('3.2.1', '3.2.2'), ('1.4',), 20)
    """
    found = tuple(code for code in FORMULAS if code == criterion or code.startswith(f"{criterion}."))
    return found or (criterion,)


def judged(facts: Mapping[str, Fraction | int], status: Status, day: date) -> tuple[Result, ...]:
    """The 20 criteria as the law in force on a day has them, in their order.

    ``facts`` are exact numbers by name (``Facts``); what is missing makes a criterion unknown and is named,
    unless another part of it is missed already. ``NotInForce`` before 22/3/2024.
    """
    law, weights = BOUNDS.on(day), WEIGHTS.on(day)
    results = {}
    for criterion in CRITERIA:
        if criterion == "1.4":
            continue
        exempt = _exempt(criterion, status, law.says, day)
        parts = tuple(
            _measured(code, facts, status, law.says, weights.says)
            for code in (() if exempt else parts_of(criterion))
            if not (code == "6.2.2" and not status.doctoral)
        )
        results[criterion] = _concluded(criterion, parts, exempt, (law.cites, weights.cites))
    results["1.4"] = _computable(results, status, law.says, day, law.cites)
    return tuple(results[criterion] for criterion in CRITERIA)


def _measured(
    code: str, facts: Mapping[str, Fraction | int], status: Status, bounds: Bounds, weights: Weights
) -> Part:
    bound, noted = _bound(code, status, bounds), Facts(facts)
    try:
        value = FORMULAS[code](_Asked(noted, weights, bounds))
    except Missing as missing:
        verdict = Verdict.UNKNOWN if bound.asked else Verdict.EXEMPT
        return Part(code, None, bound, verdict, tuple(noted.asked), missing.names)
    held = Verdict.MET if bound.holds(value) else Verdict.MISSED
    return Part(code, value, bound, held if bound.asked else Verdict.EXEMPT, tuple(noted.asked))


def _bound(code: str, status: Status, bounds: Bounds) -> Bound:
    """The bound that fits what the institution is, where the law tells several."""
    special = ".specialised" if status.specialised else ""
    doctoral = ".doctoral" if status.doctoral else ""
    names = (code + special + doctoral, code + special, code + doctoral, code)
    return next(bounds.of[name] for name in names if name in bounds.of)


def _exempt(criterion: str, status: Status, bounds: Bounds, day: date) -> str:
    scope = bounds.scope
    if status.branch and criterion not in scope["branch"]:
        return "branch"
    if not status.intake and criterion not in scope["without_intake"]:
        return "without_intake"
    if not status.graduates and criterion not in scope["without_graduates"]:
        return "without_graduates"
    if status.defence and criterion in scope["not_defence"]:
        return "defence"
    if criterion in scope["not_young"] and status.founded is not None:
        years = day.year - status.founded.year
        if years - ((day.month, day.day) < (status.founded.month, status.founded.day)) < bounds.young_years:
            return "young"
    if criterion == "6.1" and (not status.doctoral or status.specialised):
        return "no_doctors"
    return ""


def _concluded(criterion: str, parts: tuple[Part, ...], exempt: str, because: tuple[Citation, ...]) -> Result:
    verdicts = {part.verdict for part in parts}
    if not verdicts - {Verdict.EXEMPT}:
        return Result(criterion, Verdict.EXEMPT, parts, exempt or "not_yet", because)
    for verdict in (Verdict.MISSED, Verdict.UNKNOWN, Verdict.MET):
        if verdict in verdicts:
            break
    return Result(criterion, verdict, parts, "", because)


def _computable(
    results: Mapping[str, Result], status: Status, bounds: Bounds, day: date, cites: Citation
) -> Result:
    """Criterion 1.4: the share of all other parts asked for whose facts are in the register."""
    exempt = _exempt("1.4", status, bounds, day)
    if exempt:
        return Result("1.4", Verdict.EXEMPT, (), exempt, (cites,))
    parts = [part for one in results.values() for part in one.parts if part.verdict is not Verdict.EXEMPT]
    known = sum(part.value is not None for part in parts)
    bound = bounds.of["1.4"]
    value = Fraction(known, len(parts)) if parts else Fraction(1)
    verdict = Verdict.MET if bound.holds(value) else Verdict.MISSED
    inputs = tuple(part.code for part in parts if part.value is None)
    return Result("1.4", verdict, (Part("1.4", value, bound, verdict, inputs),), "", (cites,))


def rounded(value: Fraction | None, places: int = 6) -> Decimal | None:
    """An exact value as it is shown, half up.

    >>> rounded(Fraction(-1, 3), 2), rounded(Fraction(5, 1000), 2)
    (Decimal('-0.33'), Decimal('0.01'))
    """
    if value is None:
        return None
    half = (2 * abs(value.numerator) * 10**places + value.denominator) // (2 * value.denominator)
    return Decimal(half if value >= 0 else -half).scaleb(-places)
