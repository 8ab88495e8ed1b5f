"""Last school year's results, as circulars 27/2020 (primary) and 22/2021 (secondary) allow.

Who failed repeats the grade this year, and nobody else does. The yearly averages stay within what the
study level allows for eight marked subjects: *tốt* needs all ≥ 6.5 and six ≥ 8.0, *khá* all ≥ 5.0 and
six ≥ 6.5, *đạt* six ≥ 5.0 and none < 3.5.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from khuevan_nation.draws import Ints, chosen, even, key, noise
from khuevan_nation.persons import SCHOOL_YEAR, Persons

LEVELS = ("HTXS", "HTT", "HT", "CHT", "T", "K", "Đ", "CĐ")
_PRIMARY, _LOWER, _UPPER = [400, 270, 330], [250, 385, 365], [340, 470, 190]  # shares of who passed (ours)
_LEAST, _SPAN = (
    np.array([77, 62, 47, 25]),
    np.array([20, 18, 18, 22]),
)  # averages in tenths by secondary level
_CONDUCT = ([970, 29, 1, 0], [880, 115, 5, 0], [660, 290, 50, 0], [250, 420, 300, 30])


class Results:
    """Draws the results of pupils from their numbers."""

    def __init__(self, seed: int) -> None:
        self._study, self._average = key(seed, "result.study"), key(seed, "result.average")
        self._conduct = key(seed, "result.conduct")

    def of(self, pupils: Persons, feeder: Ints, schools: Ints) -> pl.DataFrame:
        """The results of those who were in a general school last year."""
        grade, repeats = pupils.of["grade"], pupils.of["repeats"] == 1
        was = np.flatnonzero((grade >= 2) | ((grade == 1) & repeats))
        grade, repeats, index = grade[was], repeats[was], pupils.index[was]
        before = np.where(repeats, grade, grade - 1)
        school = pupils.of["school"][was]
        moved = ~repeats & np.isin(grade, (6, 10))
        study = self._levels(before, repeats, index)
        secondary = study >= 4
        rank = np.where(secondary, study - 4, 0)
        average = _LEAST[rank] + (noise(self._average, index) % _SPAN[rank].astype(np.uint64)).astype(
            np.int64
        )
        conduct = self._conducts(rank, index)
        return pl.DataFrame(
            {
                "person_id": index + 1,
                "unit_id": np.where(moved, feeder[school], schools[school]),
                "school_year": np.full(len(was), SCHOOL_YEAR - 1, dtype=np.int16),
                "average": pl.Series(average).set(pl.Series(~secondary), None),
                "study": pl.Series(LEVELS).gather(study),
                "conduct": pl.Series([*LEVELS[4:], ""]).gather(np.where(secondary, conduct, 4)),
            }
        )

    def _levels(self, before: Ints, repeats: np.typing.NDArray[np.bool_], index: Ints) -> Ints:
        draw = even(self._study, index)
        primary, upper = before <= 5, before >= 10
        passed = np.where(
            primary, chosen(draw, _PRIMARY), np.where(upper, chosen(draw, _UPPER), chosen(draw, _LOWER))
        )
        return np.where(repeats, 3, passed) + np.where(primary, 0, 4)

    def _conducts(self, rank: Ints, index: Ints) -> Ints:
        draw = even(self._conduct, index)
        return np.select([rank == level for level in range(4)], [chosen(draw, w) for w in _CONDUCT])
