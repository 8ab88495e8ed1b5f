"""Persons, each from their number: who they are, when they were born and where they belong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from khuevan_nation.draws import Ints, below, chosen, even, key, uniform
from khuevan_nation.names import FEMALE, MALE
from khuevan_nation.places import KINH, PROVINCES
from khuevan_nation.plan import Plan

SCHOOL_YEAR = 2026
_YEARS = np.arange(1900, 2101)
_NEW_YEAR = (_YEARS - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
REGION = np.array([province.region for province in PROVINCES])
FEMALE_SHARE = {"learner": 0.478, "student": 0.54, "higher": 0.472}
FEMALE_TEACHERS = np.array([0.985, 0.79, 0.69, 0.655])  # preschool, primary, lower, upper
REPEATING = 0.005


@dataclass(frozen=True, slots=True)
class Persons:
    """Columns over persons. ``index`` is the person's place in the country, from 0; ``born`` counts days."""

    index: Ints
    unit: Ints
    place: Ints
    sex: Ints
    group: Ints
    born: Ints
    old: Ints
    of: dict[str, Ints]  # what else is known: school, class, grade, programme, …


class People:
    """The persons of a planned country in order: learners, students, staff of schools and universities."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan = plan
        self._keys = {
            name: key(seed, f"person.{name}")
            for name in (
                "sex",
                "group",
                "day",
                "late",
                "repeat",
                "home",
                "away",
                "age",
                "age+",
                "entry",
                "born",
            )
        }
        self._class_end = plan.classes["end"].to_numpy()
        self._class_school = plan.classes["school"].to_numpy()
        self._class_grade = plan.classes["grade"].to_numpy()
        self._programme_end = plan.programmes["end"].to_numpy()
        self._post_end, self._chair_end = np.cumsum(plan.posts), np.cumsum(plan.chairs)
        ends = (self._class_end, self._programme_end, self._post_end, self._chair_end)
        self.sizes = [int(end[-1]) if len(end) else 0 for end in ends]
        self.starts = np.concatenate([[0], np.cumsum(self.sizes)]).tolist()
        levels = plan.programmes["level"].to_list()
        self._level = np.array([("college", "bachelor", "master", "doctor").index(level) for level in levels])
        self._university = np.searchsorted(plan.universities, plan.programmes["unit_id"].to_numpy())
        self._mix = [_mix(province.groups) for province in PROVINCES]

    def learners(self, local: Ints) -> Persons:
        """Children and pupils, by their place among them."""
        of_class = np.searchsorted(self._class_end, local, side="right")
        school, grade = self._class_school[of_class], self._class_grade[of_class]
        place = self.plan.province[school]
        repeats = (even(self._keys["repeat"], local) < REPEATING) & (grade >= 1)
        late = chosen(even(self._keys["late"], local), [3, 979, 15, 3]) - 1
        year = 2021 - grade - np.where(grade >= 1, np.where(repeats, 1, late), 0)
        infant = (grade == -3) & (uniform(self._keys["born"], local) < 0.15)
        of = {"school": school, "class": of_class, "grade": grade, "repeats": repeats.astype(np.int64)}
        return self._persons(
            local,
            self.plan.schools[school],
            place,
            self._sex(local, FEMALE_SHARE["learner"]),
            year + infant,
            of,
        )

    def students(self, local: Ints) -> Persons:
        """Students, by their place among them; two in five come from another province."""
        index = local + self.starts[1]
        programme = np.searchsorted(self._programme_end, local, side="right")
        level, university = self._level[programme], self._university[programme]
        entered = (
            SCHOOL_YEAR
            - chosen(even(self._keys["entry"], index), [28, 26, 24, 22]) % np.array([3, 4, 2, 4])[level]
        )
        age = 18 + chosen(uniform(self._keys["age"], index), [86, 10, 3, 1])
        later = below(self._keys["age+"], index, 10)
        age += np.where(level == 2, 5 + later, np.where(level == 3, 10 + later, 0))
        home = chosen(uniform(self._keys["home"], index), [province.candidates for province in PROVINCES])
        away = even(self._keys["away"], index) < 0.4
        place = np.where(away, home, self.plan.university_province[university])
        of = {"programme": programme, "entered": entered, "university": university}
        return self._persons(
            index,
            self.plan.universities[university],
            place,
            self._sex(index, FEMALE_SHARE["student"]),
            entered - age,
            of,
        )

    def teachers(self, local: Ints) -> Persons:
        """Staff of preschool institutions and schools, by their place among them."""
        index = local + self.starts[2]
        school = np.searchsorted(self._post_end, local, side="right")
        of = {"school": school, "ordinal": local - (self._post_end - self.plan.posts)[school]}
        sex = self._sex(index, FEMALE_TEACHERS[self.plan.level[school]])
        return self._persons(
            index, self.plan.schools[school], self.plan.province[school], sex, self._grown(index), of
        )

    def lecturers(self, local: Ints) -> Persons:
        """Staff of universities, by their place among them."""
        index = local + self.starts[3]
        university = np.searchsorted(self._chair_end, local, side="right")
        of = {"university": university, "ordinal": local - (self._chair_end - self.plan.chairs)[university]}
        return self._persons(
            index,
            self.plan.universities[university],
            self.plan.university_province[university],
            self._sex(index, FEMALE_SHARE["higher"]),
            self._grown(index),
            of,
        )

    def _persons(
        self, index: Ints, unit: Ints, place: Ints, sex: Ints, year: Ints, of: dict[str, Ints]
    ) -> Persons:
        day = below(self._keys["day"], index, 365)
        born = _NEW_YEAR[year - 1900] + day
        return Persons(
            index, unit, place, sex, self._groups(index, place), born, (year < 2001).astype(np.int64), of
        )

    def _sex(self, index: Ints, female: float | np.typing.NDArray[np.float64]) -> Ints:
        return np.where(even(self._keys["sex"], index) < female, FEMALE, MALE)

    def _groups(self, index: Ints, place: Ints) -> Ints:
        """The ethnic group of each person: the province's minorities by their share, and Kinh."""
        draw = even(self._keys["group"], index)
        group = np.full(len(index), KINH, dtype=np.int64)
        for number in np.unique(place):
            groups, bounds = self._mix[number]
            here = np.flatnonzero(place == number)
            group[here] = groups[np.searchsorted(bounds, draw[here], side="right")]
        return group

    def _grown(self, index: Ints) -> Ints:
        """Years of birth of people at work: 23 to 59 years old, most of them about forty."""
        first, second = (below(self._keys[k], index, 19) for k in ("age", "age+"))
        return SCHOOL_YEAR - 23 - first - second


def _mix(groups: tuple[tuple[int, int], ...]) -> tuple[Ints, np.typing.NDArray[np.float64]]:
    bounds = np.cumsum([share for _, share in groups]) / 1000
    return np.array([*(group for group, _ in groups), KINH]), bounds


def birth_year(born: Ints) -> Ints:
    """The year of each birth."""
    return born.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
