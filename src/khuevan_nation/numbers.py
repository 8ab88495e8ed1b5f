"""National identity numbers of the right make: province of birth, century and sex, year, six more digits.

No two right numbers are the same. The last six digits run through a fixed permutation for each prefix,
so whoever happens to hold such a number in the world has nothing to do with the record here.
"""

from __future__ import annotations

import numpy as np

from khuevan_nation.draws import Ints, below, key
from khuevan_nation.names import FEMALE
from khuevan_nation.persons import Persons, birth_year
from khuevan_nation.places import PROVINCES

_SERIALS = 1_000_000
_STEP = 823_543  # 7⁷ has no factor in common with 10⁶: multiplying by it permutes the serials
_WIDEST = max(len(province.born) for province in PROVINCES)
_BORN = np.array([[p.born[n % len(p.born)] for n in range(_WIDEST * 2)] for p in PROVINCES])


class Numbers:
    """Gives out numbers in the order of persons and remembers how many each prefix has had."""

    def __init__(self, seed: int) -> None:
        self._place, self._offset = key(seed, "number.place"), key(seed, "number.offset")
        self._given = np.zeros(100_000, dtype=np.int64)

    def give(self, persons: Persons) -> Ints:
        """The right numbers of persons, as integers of up to twelve digits."""
        year = birth_year(persons.born)
        pick = below(self._place, persons.unit, _BORN.shape[1])
        digit = np.where(year >= 2000, 2, 0) + (persons.sex == FEMALE)
        prefix = _BORN[persons.place, pick] * 1000 + digit * 100 + year % 100
        # Invariant: of prefix p the serials 0 … ``_given[p]``−1, permuted, are taken.
        order = np.argsort(prefix, kind="stable")
        ranked = prefix[order]
        first = np.concatenate([[True], ranked[1:] != ranked[:-1]])
        starts = np.flatnonzero(first)
        rank = np.empty_like(prefix)
        rank[order] = np.arange(len(prefix)) - np.repeat(starts, np.diff(np.append(starts, len(prefix))))
        serial = rank + self._given[prefix]
        self._given += np.bincount(prefix, minlength=len(self._given))
        offset = below(self._offset, prefix, _SERIALS)
        right: Ints = prefix * _SERIALS + (serial * _STEP + offset) % _SERIALS
        return right
