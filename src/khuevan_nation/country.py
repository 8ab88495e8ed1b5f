"""The synthetic country, table by table and block by block: the same for the same scale, seed and communes.

A block is a run of persons. Every value depends on the seed and the person's number alone, so the size
of the blocks changes nothing but the memory that is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from khuevan_nation import margins
from khuevan_nation.draws import Ints, below, chosen, even, key, noise, uniform
from khuevan_nation.faults import TRUTH, Faults, Rates
from khuevan_nation.higher import Universities
from khuevan_nation.names import FEMALE, MALE, Drawn, Namer
from khuevan_nation.numbers import Numbers
from khuevan_nation.persons import REGION, SCHOOL_YEAR, People, Persons
from khuevan_nation.plan import Plan, plan
from khuevan_nation.results import Results

Table = tuple[str, pl.DataFrame]
BLOCK = 300_000
OPENED = "2026-09-05"
SUBJECTS = (
    "toan",
    "ngu_van",
    "tieng_anh",
    "vat_li",
    "hoa_hoc",
    "sinh_hoc",
    "lich_su",
    "dia_li",
    "gdkt_pl",
    "tin_hoc",
    "cong_nghe",
    "the_duc",
    "am_nhac",
    "mi_thuat",
)
_SUBJECT_WEIGHTS = [17, 17, 15, 8, 7, 6, 7, 6, 5, 6, 5, 8, 3, 3]


@dataclass
class Country:
    """A country of some scale. ``communes``: today's ``code``, ``province``, ``name`` and ``kind``."""

    scale: float
    seed: int
    communes: pl.DataFrame
    rates: Rates = field(default_factory=Rates)
    block: int = BLOCK

    def __post_init__(self) -> None:
        self.plan: Plan = plan(self.scale, self.seed, self.communes)
        self.people = People(self.plan, self.seed)
        self._namer, self._numbers = Namer(self.seed), Numbers(self.seed)
        self._faults, self._results = Faults(self.seed, self.rates), Results(self.seed)
        self._universities = Universities(self.plan, self.seed)
        self._keys = {
            name: key(self.seed, name)
            for name in ("kin", "phone", "mother", "job", "degree", "hired", "subject", "elsewhere")
        }
        self._twice: list[pl.DataFrame] = []
        self._truth: list[pl.DataFrame] = []

    def tables(self) -> Iterator[Table]:
        """Everything, in its order: units, classes, programmes, then persons by blocks."""
        yield "units", self.plan.units
        yield (
            "classes",
            self.plan.classes.select("id", "unit_id", "grade", "name", school_year=pl.lit(SCHOOL_YEAR)),
        )
        yield "programmes", self._universities.programmes()
        yield from self._universities.tables()
        for part in (self._learners, self._students, self._teachers, self._lecturers):
            yield from part()
        yield from self._second_records()
        yield (
            "truth",
            pl.concat(self._truth).sort("kind", "person_a") if self._truth else pl.DataFrame(schema=TRUTH),
        )

    def targets(self) -> dict[str, int]:
        """The ten figures that this country has."""
        return {code: margins.target(code, self.scale) for code in margins.TARGETS}

    def _blocks(self, part: int) -> Iterator[Ints]:
        size = self.people.sizes[part]
        for start in range(0, size, self.block):
            yield np.arange(start, min(start + self.block, size))

    def _learners(self) -> Iterator[Table]:
        for local in self._blocks(0):
            learners = self.people.learners(local)
            shown, taken = self._homonyms(learners, local)
            drawn = self._drawn(shown, taken)
            yield from self._registered(learners, shown, drawn, elsewhere=True)
            yield "guardians", self._guardians(shown, drawn, local)
            yield (
                "enrolments",
                pl.DataFrame(
                    {
                        "person_id": local + 1,
                        "unit_id": learners.unit,
                        "school_class_id": learners.of["class"] + 1,
                        "school_year": np.full(len(local), SCHOOL_YEAR),
                        "grade": learners.of["grade"],
                        "status": pl.repeat("studying", len(local), eager=True),
                    }
                ),
            )
            yield "results", self._results.of(learners, self.plan.feeder, self.plan.schools)

    def _students(self) -> Iterator[Table]:
        earlier: list[Table] = []
        for local in self._blocks(1):
            students = self.people.students(local)
            yield from self._registered(students, students, self._drawn(students, students.index))
            programme, entered, university = (students.of[k] for k in ("programme", "entered", "university"))
            code = (entered % 100) * 10**10 + (university + 1) * 10**7 + (local % 10**7)
            yield (
                "studies",
                pl.DataFrame(
                    {
                        "id": local + 1,
                        "person_id": students.index + 1,
                        "programme_id": programme + 1,
                        "unit_id": students.unit,
                        "student_code": pl.Series(code).cast(pl.String),
                        "since": pl.Series(entered).cast(pl.String) + "-09-07",
                        "state": pl.repeat("studying", len(local), eager=True),
                        "form": self._universities.forms(students),
                        "state_since": pl.Series([None], dtype=pl.String).new_from_index(0, len(local)),
                    }
                ),
            )
            earlier += self._universities.earlier(students, local, self.people.sizes[1] + 1)
        yield from earlier  # after all others, so that their order does not depend on the blocks

    def _teachers(self) -> Iterator[Table]:
        for local in self._blocks(2):
            staff = self.people.teachers(local)
            yield from self._registered(staff, staff, self._drawn(staff, staff.index))
            school = staff.of["school"]
            level, posts = self.plan.level[school], self.plan.posts[school]
            role = self._roles(staff, posts)
            subject = chosen(even(self._keys["subject"], staff.index), _SUBJECT_WEIGHTS)
            taught = np.where((level >= 2) & (role == 1), subject, len(SUBJECTS))
            degree = self._degrees(staff.index, level, role)
            yield (
                "school_staff",
                pl.DataFrame(
                    {
                        "id": local + 1,
                        "person_id": staff.index + 1,
                        "unit_id": staff.unit,
                        "role": pl.Series(["manager", "teacher", "other"]).gather(role),
                        "subject": pl.Series([*SUBJECTS, ""]).gather(taught),
                        "degree": pl.Series(["college", "bachelor", "master", "doctor", ""]).gather(degree),
                        "since": self._hired(staff),
                        "until": pl.Series([None], dtype=pl.String).new_from_index(0, len(local)),
                    }
                ),
            )

    def _lecturers(self) -> Iterator[Table]:
        for local in self._blocks(3):
            staff = self.people.lecturers(local)
            yield from self._registered(staff, staff, self._drawn(staff, staff.index))
            job = chosen(even(self._keys["job"], staff.index), [696, 264, 40])
            role = np.where(staff.of["ordinal"] == 0, 2, job)
            lecturing = chosen(even(self._keys["degree"], staff.index), [40, 603, 357])
            degree = np.where(role == 1, np.minimum(lecturing, 1), lecturing)
            yield (
                "university_staff",
                pl.DataFrame(
                    {
                        "id": local + 1,
                        "person_id": staff.index + 1,
                        "unit_id": staff.unit,
                        "role": pl.Series(["lecturer", "other", "manager"]).gather(role),
                        "degree": pl.Series(["bachelor", "master", "doctor"]).gather(degree),
                        "since": self._hired(staff),
                        "until": pl.Series([None], dtype=pl.String).new_from_index(0, len(local)),
                    }
                    | self._universities.employment(staff, role, degree)
                ),
            )

    def _homonyms(self, learners: Persons, local: Ints) -> tuple[Persons, Ints]:
        """Learners as the register shows them: some carry the name and birth date of a classmate."""
        twin = self._faults.twin(local)
        asked = np.flatnonzero(self._faults.has("homonym", local) & (twin >= 0))
        other = self.people.learners(twin[asked])
        fit = other.of["class"] == learners.of["class"][asked]
        for fault in ("homonym", "century", "decomposed"):  # the classmate's own record is as it should be
            fit &= ~self._faults.has(fault, twin[asked])
        asked, keep = asked[fit], np.flatnonzero(fit)
        taken = learners.index.copy()
        taken[asked] = other.index[keep]
        self._tell("homonym", asked, learners.index, "name,birth_date", second=other.index[keep])
        sex, group, born = learners.sex.copy(), learners.group.copy(), learners.born.copy()
        sex[asked], group[asked], born[asked] = other.sex[keep], other.group[keep], other.born[keep]
        return Persons(
            learners.index, learners.unit, learners.place, sex, group, born, learners.old, learners.of
        ), taken

    def _drawn(self, persons: Persons, named_after: Ints) -> Drawn:
        return self._namer.draw(named_after, persons.group, REGION[persons.place], persons.sex, persons.old)

    def _registered(
        self, persons: Persons, shown: Persons, drawn: Drawn, elsewhere: bool = False
    ) -> Iterator[Table]:
        """The persons and their national numbers as the register has them, faults included."""
        right = self._numbers.give(shown)
        frame = pl.DataFrame(
            {
                "id": persons.index + 1,
                **{column.name: column for column in self._namer.columns(drawn)},
                "birth_date": pl.Series(shown.born.astype(np.int32)).cast(pl.Date),
                "birth_precision": pl.repeat("d", len(right), eager=True),
                "sex": shown.sex,
                "ethnicity": shown.group,
                "nationality": pl.repeat("VN", len(right), eager=True),
                "unit_id": persons.unit,
            }
        )
        self._keep_for_later(frame, persons, drawn, right, elsewhere)
        yield "persons", self._blurred(frame, persons, shown, learner=elsewhere)
        yield "identifiers", self._written_numbers(persons.index, right)

    def _blurred(self, frame: pl.DataFrame, persons: Persons, shown: Persons, learner: bool) -> pl.DataFrame:
        """Plant the faults of names and birth dates, and tell of them. Homonyms stay as they are."""
        same = shown.born != persons.born
        decomposed = pl.Series(self._faults.has("decomposed", persons.index) & ~same)
        nfd = frame["name"].filter(decomposed).str.normalize("NFD")
        told = frame.filter(decomposed).filter(pl.Series(nfd) != frame["name"].filter(decomposed))
        self._tell("decomposed", told["id"].to_numpy() - 1, None, "name", right=told["name"])
        frame = frame.with_columns(
            name=pl.when(decomposed).then(pl.col("name").str.normalize("NFD")).otherwise("name")
        )
        if not learner:
            return frame
        early = pl.Series(self._faults.has("century", persons.index) & ~same)
        told = frame.filter(early)
        self._tell(
            "century", told["id"].to_numpy() - 1, None, "birth_date", right=told["birth_date"].cast(pl.String)
        )
        return frame.with_columns(
            birth_date=pl.when(early).then(pl.col("birth_date").dt.offset_by("-100y")).otherwise("birth_date")
        )

    def _written_numbers(self, index: Ints, right: Ints) -> pl.DataFrame:
        missing = self._faults.has("missing", index)
        swapped = self._faults.has("transposed", index) & ~missing
        wrong = self._faults.has("digit", index) & ~missing & ~swapped
        text = pl.Series(right).cast(pl.String).str.zfill(12)
        written = np.where(wrong | swapped, self._faults.mistyped(right, index, swapped), right)
        for fault, where in (("missing", missing), ("digit", wrong), ("transposed", swapped)):
            here = np.flatnonzero(where)
            self._tell(fault, here, index, "national", right=text.gather(here))
        kept = np.flatnonzero(~missing)
        return _identifiers(index[kept] + 1, pl.Series(written[kept]))

    def _keep_for_later(
        self, frame: pl.DataFrame, persons: Persons, drawn: Drawn, right: Ints, elsewhere: bool
    ) -> None:
        chosen_ones = np.flatnonzero(self._faults.has("duplicate", persons.index))
        unit = persons.unit[chosen_ones]
        if elsewhere:
            unit = self._other_school(persons.of["school"][chosen_ones], persons.index[chosen_ones])
        short = Drawn(drawn.first[chosen_ones], np.zeros_like(chosen_ones), drawn.given[chosen_ones])
        self._twice.append(
            frame[chosen_ones].with_columns(
                short=self._namer.written(short),
                other_unit=pl.Series(unit),
                number=pl.Series(right[chosen_ones]),
            )
        )

    def _other_school(self, school: Ints, index: Ints) -> Ints:
        """A school nearby that teaches the same level, where there is one; else the same."""
        step = below(self._keys["elsewhere"], index, 61) - 30
        other = np.clip(school + step, 0, len(self.plan.schools) - 1)
        fits = (self.plan.level[other] == self.plan.level[school]) & (
            self.plan.province[other] == self.plan.province[school]
        )
        units: Ints = self.plan.schools[np.where(fits, other, school)]
        return units

    def _second_records(self) -> Iterator[Table]:
        start = sum(self.people.sizes) + 1
        first = pl.concat(self._twice)
        for block in first.iter_slices(self.block):
            second, truth = self._faults.second_records(block, start)
            start += second.height
            self._truth.append(truth)
            yield "persons", second.select(PERSON)
            numbered = second.filter(pl.col("number").is_not_null())
            yield "identifiers", _identifiers(numbered["id"].to_numpy(), numbered["number"])

    def _guardians(self, learners: Persons, drawn: Drawn, local: Ints) -> pl.DataFrame:
        """One guardian for each learner: a parent whose name fits, or another relative."""
        kin = chosen(even(self._keys["kin"], local), [540, 410, 50])  # mother, father, other
        other = below(self._keys["mother"], local, 2) + MALE
        sex = np.where(kin == 0, FEMALE, np.where(kin == 1, MALE, other))
        places = local + 2**40  # their draws are their own
        parents = self._namer.parent(drawn, places, learners.group, REGION[learners.place], sex)
        # Ten digits that begin with 01 are no telephone number of the country: nobody is rung up.
        phone = pl.Series(below(self._keys["phone"], local, 10**8))
        with_phone = pl.Series(uniform(self._keys["phone"], places) < 0.7)
        digits = "01" + phone.cast(pl.String).str.zfill(8)
        return pl.DataFrame(
            {
                "id": local + 1,
                "child_id": local + 1,
                "name": self._namer.written(parents),
                "kinship": pl.Series(["mother", "father", "other"]).gather(kin),
                "phone": digits.set(~with_phone, ""),
            }
        )

    def _roles(self, staff: Persons, posts: Ints) -> Ints:
        """0 leads the school (one in about twenty), 1 teaches, 2 does other work."""
        leading = staff.of["ordinal"] < 1 + (posts >= 12) + (posts >= 40)
        other = even(self._keys["job"], staff.index) < 0.06
        return np.where(leading, 0, np.where(other, 2, 1))

    def _degrees(self, index: Ints, level: Ints, role: Ints) -> Ints:
        """Degrees by level: 91.9, 94.8 and 99.9 % of teachers hold the bachelor's that the law wants."""
        draw = even(self._keys["degree"], index)
        by_level = [
            chosen(draw, w) for w in ([430, 560, 10, 0], [81, 889, 29, 1], [52, 848, 99, 1], [1, 739, 255, 5])
        ]
        return np.where(role == 2, 4, np.select([level == n for n in range(4)], by_level))

    def _hired(self, staff: Persons) -> pl.Series:
        """The first of September of a year between their twenty-second and this one."""
        year = staff.born.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        many = np.maximum(SCHOOL_YEAR - (year + 22), 1)
        since = (
            year + 22 + (noise(self._keys["hired"], staff.index) % many.astype(np.uint64)).astype(np.int64)
        )
        return pl.Series(since).cast(pl.String) + "-09-01"

    def _tell(
        self,
        kind: str,
        here: Ints,
        index: Ints | None,
        about: str,
        *,
        second: Ints | None = None,
        right: pl.Series | None = None,
    ) -> None:
        persons = (here if index is None else index[here]) + 1
        if not len(persons):
            return
        frame = {
            "kind": pl.repeat(kind, len(persons), eager=True),
            "person_a": persons,
            "person_b": pl.Series([None], dtype=pl.Int64).new_from_index(0, len(persons))
            if second is None
            else second + 1,
            "field": pl.repeat(about, len(persons), eager=True),
            "right_value": pl.repeat("", len(persons), eager=True) if right is None else right,
        }
        self._truth.append(pl.DataFrame(frame, schema=TRUTH))


PERSON = [
    "id",
    "name",
    "search_name",
    "sort_name",
    "birth_date",
    "birth_precision",
    "sex",
    "ethnicity",
    "nationality",
    "unit_id",
]


def _identifiers(persons: Ints, numbers: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": persons,
            "person_id": persons,
            "scheme": pl.repeat("national", len(persons), eager=True),
            "value": numbers.cast(pl.String).str.zfill(12),
        }
    )
