"""A published figure, and the counts it is the sum of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a review: its code (``general.pupils``) and its value."""

    code: str
    value: int


@dataclass(frozen=True, slots=True)
class Count:
    """A part of a figure: of a province (its code; empty directly under the ministry) and a kind or level."""

    code: str
    province: str
    kind: str
    value: int


def summed(codes: Iterable[str], counts: Iterable[Count]) -> list[Figure]:
    """The figures of ``codes``, in their order: each the sum of its counts, nought where it has none.

    >>> summed(["a", "b"], [Count("a", "01", "x", 2), Count("a", "79", "x", 3)])
    [Figure(code='a', value=5), Figure(code='b', value=0)]
    """
    values = dict.fromkeys(codes, 0)
    for count in counts:
        values[count.code] += count.value
    return [Figure(code, value) for code, value in values.items()]
