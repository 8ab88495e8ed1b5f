from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from khuevan_kernel.standards._regulations import Group, Weights

FORMS = ("full", "part", "distance", "master", "doctor")


class Missing(LookupError):
    """Facts that a formula needs and that are not known, by their names; or nothing to divide by."""

    def __init__(self, *names: str) -> None:
        super().__init__(names)
        self.names = names


class Facts:
    """What is known of an institution in a year: numbers by name, exact. What is not known is not there.

    ``learners.<group>.<form>`` are heads by group of fields (1 to 24) and ``FORMS``; a name ending in a
    number is of so many years before (``revenue.0`` is the year itself). It notes which names were asked for.
    """

    def __init__(self, known: Mapping[str, Fraction | int]) -> None:
        self._known = known
        self.asked: dict[str, None] = {}

    def __getitem__(self, name: str) -> Fraction:
        self.asked[name] = None
        if name not in self._known:
            raise Missing(name)
        return Fraction(self._known[name])

    def all(self, *names: str) -> list[Fraction]:
        """Several facts; those that are missing are all named."""
        missing = [name for name in names if name not in self._known]
        found = [self[name] for name in names if name not in missing]
        self.asked.update(dict.fromkeys(names))
        if missing:
            raise Missing(*missing)
        return found

    def share(self, part: str, whole: str) -> Fraction:
        """One fact over another; a whole of nought is not known."""
        upper, lower = self.all(part, whole)
        if lower == 0:
            raise Missing(whole)
        return upper / lower

    def learners(self) -> dict[tuple[int, str], Fraction]:
        """Heads by group of fields and form; missing where there is no entry at all."""
        names = [name for name in self._known if name.startswith("learners.")]
        if not names:
            raise Missing("learners")
        self.asked.update(dict.fromkeys(names))
        heads = {}
        for name in names:
            _, group, form = name.split(".")
            heads[int(group), form] = Fraction(self._known[name])
        return heads


def weighted_learners(heads: Mapping[tuple[int, str], Fraction], weights: Weights, use: str) -> Fraction:
    """Learners by weight of their form and of their group of fields; ``use`` is ``teaching`` or ``area``."""
    forms: Mapping[str, Fraction] = getattr(weights, use)
    by_number = {one.number: one for one in weights.groups}
    return sum(
        (count * forms[form] * coefficient(by_number[group], use) for (group, form), count in heads.items()),
        Fraction(0),
    )


def coefficient(group: Group, use: str) -> Fraction:
    """A group's coefficient: ``teaching``, ``area``, ``funding`` or ``publishing``."""
    value: Fraction = getattr(group, use)
    return value


def field_mix(heads: Mapping[tuple[int, str], Fraction], weights: Weights, use: str) -> Fraction:
    """The mean coefficient of an institution's fields, each weighing as many as learn in it."""
    whole = sum(heads.values(), Fraction(0))
    if whole == 0:
        raise Missing("learners")
    by_number = {one.number: one for one in weights.groups}
    weighed = sum(
        (count * coefficient(by_number[group], use) for (group, _), count in heads.items()), Fraction(0)
    )
    return weighed / whole
