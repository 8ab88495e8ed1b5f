"""What universities have beside programmes, students and staff: enough for each criterion of the standard.

Everything follows from the seed and a row's place, as in the rest of the country.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from khuevan_nation.draws import Ints, below, chosen, even, key, noise, uniform
from khuevan_nation.persons import SCHOOL_YEAR, Persons
from khuevan_nation.plan import Plan

Table = tuple[str, pl.DataFrame]
YEARS = (2022, 2023, 2024, 2025)
MONTHS = {"college": 36, "bachelor": 48, "master": 24, "doctor": 48}
CREDITS = {"college": 100, "bachelor": 130, "master": 60, "doctor": 90}
_FACULTIES = (
    "Sư phạm",
    "Kinh tế",
    "Luật",
    "Công nghệ thông tin",
    "Ngoại ngữ",
    "Kỹ thuật",
    "Khoa học cơ bản",
    "Y dược",
    "Nông nghiệp",
    "Xây dựng",
)
_OFFICES = (
    "Phòng Đào tạo",
    "Phòng Tổ chức cán bộ",
    "Phòng Tài chính",
    "Phòng Khoa học và Hợp tác",
    "Thư viện",
)
_ACCREDITORS = (
    "Trung tâm Kiểm định chất lượng giáo dục – ĐHQG Hà Nội",
    "Trung tâm Kiểm định chất lượng giáo dục – ĐHQG TP. Hồ Chí Minh",
    "Trung tâm Kiểm định chất lượng giáo dục Thăng Long",
)


class Universities:
    """The rows of all universities of a plan."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self._seed = plan, seed
        self._units = plan.universities
        self._index = np.arange(len(self._units))
        at = np.searchsorted(self._units, plan.programmes["unit_id"].to_numpy())
        self._learners = np.bincount(
            at, weights=plan.programmes["size"].to_numpy(), minlength=len(self._units)
        ).astype(np.int64)
        self._staff = plan.chairs

    def tables(self) -> Iterator[Table]:
        """Everything that is no person's."""
        yield "profiles", self._profiles()
        yield "departments", self._departments()
        yield "governance", self._governance()
        yield "fields", self._fields()
        yield "intakes", self._intakes()
        yield "assets", self._assets()
        yield "year_values", self._year_values()
        yield "projects", self._projects()

    def programmes(self) -> pl.DataFrame:
        """The plan's programmes with what is told of each."""
        rows = self.plan.programmes.drop("size", "end")
        index = np.arange(rows.height)
        accredited = below(self._key("accredited"), index, 100) < 35
        kind = chosen(even(self._key("kind"), index), [80, 5, 2, 6, 4, 3])
        names = pl.Series(["standard", "advanced", "talented", "applied", "research", "joint"])
        language = pl.Series(np.where(kind == 5, "en", "vi"))
        fee = 12_000_000 + below(self._key("fee"), index, 60) * 500_000
        until = pl.Series(2026 + below(self._key("until"), index, 5)).cast(pl.String) + "-06-30"
        body = pl.Series(_ACCREDITORS).gather(below(self._key("body"), index, len(_ACCREDITORS)))
        return rows.with_columns(
            kind=names.gather(kind),
            form=pl.lit("full"),
            language=language,
            fee=pl.Series(fee),
            months=pl.col("level").replace_strict(MONTHS, return_dtype=pl.Int64),
            credits=pl.col("level").replace_strict(CREDITS, return_dtype=pl.Int64),
            accreditor=pl.when(pl.Series(accredited)).then(body).otherwise(pl.lit("")),
            accredited_until=pl.when(pl.Series(accredited)).then(until),
            state=pl.lit("active"),
        )

    def forms(self, students: Persons) -> pl.Series:
        """How each student studies: in colleges and universities seven of ten full-time."""
        level = self.plan.programmes["level"].gather(students.of["programme"])
        form = chosen(even(self._key("form"), students.index), [76, 14, 10])
        tertiary = level.is_in(["college", "bachelor"]).to_numpy()
        return pl.Series(["full", "part", "distance"]).gather(np.where(tertiary, form, 0))

    def earlier(self, students: Persons, local: Ints, number: int) -> Iterator[Table]:
        """Earlier studies at the same university: those of masters and doctors completed, others given up.

        ``number`` is the first free number of a study.
        """
        programmes = self.plan.programmes.with_columns(at=pl.int_range(pl.len()))
        level = programmes["level"].gather(students.of["programme"]).to_numpy()
        first = programmes.filter(pl.col("level") == "bachelor").group_by("unit_id").agg(pl.col("at"))
        of_unit = dict(zip(first["unit_id"].to_list(), first["at"].to_list(), strict=True))
        higher = np.isin(level, ["master", "doctor"])
        draw = uniform(self._key("earlier"), students.index)
        changed = (level == "bachelor") & (draw < 0.03) & (students.of["entered"] >= 2024)
        has = np.array([int(unit) in of_unit for unit in students.unit.tolist()], dtype=bool)
        here = np.flatnonzero((higher | changed) & has)
        if not len(here):
            return
        index, unit = students.index[here], students.unit[here]
        pick = noise(self._key("earlier.programme"), index)
        programme = np.array(
            [of_unit[int(u)][int(p) % len(of_unit[int(u)])] for u, p in zip(unit, pick, strict=True)]
        )
        done = higher[here]
        began = np.where(done, 2019 + below(self._key("began"), index, 3), students.of["entered"][here] - 1)
        lost = done & (uniform(self._key("lost"), index) < 0.12)
        long = 4 + (uniform(self._key("long"), index) < 0.25)
        end = np.where(done, began + np.where(lost, 2, long), students.of["entered"][here])
        month = np.where(done & ~lost, "-06-20", "-08-15")
        state = np.where(done & ~lost, "graduated", "left")
        ended = pl.Series(np.minimum(end, SCHOOL_YEAR)).cast(pl.String) + pl.Series(month)
        numbers = number + local[here]
        code = "K" + pl.Series(local[here]).cast(pl.String).str.zfill(8)
        yield (
            "studies",
            pl.DataFrame(
                {
                    "id": numbers,
                    "person_id": index + 1,
                    "programme_id": programme + 1,
                    "unit_id": unit,
                    "student_code": code,
                    "since": pl.Series(began).cast(pl.String) + "-09-07",
                    "state": state,
                    "form": pl.repeat("full", len(here), eager=True),
                    "state_since": ended,
                }
            ),
        )
        kind = pl.Series(np.where(state == "graduated", "graduate", "leave"))
        decision = pl.Series(end).cast(pl.String) + "/QĐ-ĐT-" + pl.Series(unit).cast(pl.String)
        yield (
            "study_decisions",
            pl.DataFrame(
                {
                    "id": numbers,
                    "study_id": numbers,
                    "person_id": index + 1,
                    "unit_id": unit,
                    "kind": kind,
                    "number": decision,
                    "day": ended,
                }
            ),
        )
        graduated = np.flatnonzero(state == "graduated")
        serial = "KV" + pl.Series(numbers[graduated]).cast(pl.String).str.zfill(9)
        book = pl.Series(end[graduated]).cast(pl.String) + "." + pl.Series(numbers[graduated]).cast(pl.String)
        grade = chosen(even(self._key("class"), index[graduated]), [4, 22, 58, 16])
        state_now = chosen(even(self._key("revoked"), index[graduated]), [990, 7, 2, 1])
        yield (
            "degrees",
            pl.DataFrame(
                {
                    "id": numbers[graduated],
                    "person_id": index[graduated] + 1,
                    "study_id": numbers[graduated],
                    "unit_id": unit[graduated],
                    "serial": serial,
                    "book_number": book,
                    "classification": pl.Series(["excellent", "very_good", "good", "average"]).gather(grade),
                    "decision": decision.gather(graduated),
                    "issued_on": ended.gather(graduated),
                    "signer": pl.repeat("Hiệu trưởng", len(graduated), eager=True),
                    "signer_title": pl.repeat("Hiệu trưởng", len(graduated), eager=True),
                    "state": pl.Series(["valid", "corrected", "revoked", "cancelled"]).gather(state_now),
                }
            ),
        )

    def employment(self, staff: Persons, role: Ints, degree: Ints) -> dict[str, pl.Series]:
        """What is told of each member of staff beside work and degree."""
        index = staff.index
        lecturing = role == 0
        contract = chosen(even(self._key("contract"), index), [82, 14, 4])
        rank = chosen(even(self._key("rank"), index), [80, 16, 4])
        ranked = lecturing & (degree == 2)
        faculty = below(self._key("faculty"), index, 6) + 1
        return {
            "code": "CB" + pl.Series(index).cast(pl.String).str.zfill(8),
            "contract": pl.Series(["permanent", "fixed", "visiting"]).gather(contract),
            "full_time": pl.Series(contract < 2).cast(pl.String).str.slice(0, 1),
            "rank": pl.Series(["", "associate", "professor"]).gather(np.where(ranked, rank, 0)),
            "department": "K" + pl.Series(faculty).cast(pl.String),
            "workplace": pl.Series(uniform(self._key("workplace"), index) < 0.78)
            .cast(pl.String)
            .str.slice(0, 1),
        }

    def _key(self, stream: str) -> int:
        return key(self._seed, f"higher.{stream}")

    def _share(self, stream: str, least: float, most: float) -> np.typing.NDArray[np.float64]:
        """A draw of each university between two bounds, in thousandths."""
        return least + (most - least) * (below(self._key(stream), self._index, 1001) / 1000)

    def _profiles(self) -> pl.DataFrame:
        year = 1956 + below(self._key("founded"), self._index, 66)
        number = 1 + below(self._key("number"), self._index, 900)
        accredited = below(self._key("institution"), self._index, 10) < 6
        return pl.select(
            id=pl.Series(self._index + 1),
            unit_id=pl.Series(self._units),
            since=pl.lit("2022-01-01"),
            founding=pl.Series(["new", "upgraded"]).gather(below(self._key("how"), self._index, 2)),
            founded_on=pl.Series(year).cast(pl.String) + "-09-15",
            founding_decision=pl.Series(number).cast(pl.String) + "/QĐ-TTg",
            accreditor=pl.when(pl.Series(accredited)).then(pl.lit(_ACCREDITORS[0])).otherwise(pl.lit("")),
            accredited_until=pl.when(pl.Series(accredited)).then(pl.lit("2028-12-31")),
        )

    def _departments(self) -> pl.DataFrame:
        named = [(f"K{n}", f"Khoa {name}", "faculty") for n, name in enumerate(_FACULTIES[:6], 1)]
        named += [(f"P{n}", name, "office") for n, name in enumerate(_OFFICES, 1)]
        named += [(f"B{n}", f"Bộ môn {name}", "division") for n, name in enumerate(_FACULTIES[:6], 1)]
        one = pl.DataFrame(named, schema=["code", "name", "kind"], orient="row").with_columns(
            parent=pl.when(pl.col("kind") == "division")
            .then("K" + pl.col("code").str.slice(1))
            .otherwise(pl.lit(""))
        )
        return self._numbered(self._of_each(one).with_columns(since=pl.lit("2020-01-01")))

    def _governance(self) -> pl.DataFrame:
        """A chair and a rector; at one university of twenty both posts stood vacant from February 2025 on."""
        posts = pl.DataFrame(
            [
                ("council", "chair", "NQ-HĐT"),
                ("rectorate", "rector", "QĐ-BGDĐT"),
                ("rectorate", "vice_rector", "QĐ-HT"),
            ],
            schema=["body", "post", "text"],
            orient="row",
        )
        vacant = self._units[below(self._key("vacant"), self._index, 20) == 0]
        rows = self._of_each(posts).with_columns(
            decision=pl.col("unit_id").cast(pl.String) + "/" + pl.col("text"),
            since=pl.lit("2021-01-15"),
            until=pl.when(pl.col("unit_id").is_in(vacant) & (pl.col("post") != "vice_rector")).then(
                pl.lit("2025-02-01")
            ),
        )
        return self._numbered(rows.drop("text"))

    def _fields(self) -> pl.DataFrame:
        rows = self.plan.programmes.unique(["unit_id", "field"], keep="first", maintain_order=True)
        number = pl.int_range(1, pl.len() + 1)
        return self._numbered(
            rows.select(
                "unit_id",
                "name",
                "level",
                code="field",
                decision=number.cast(pl.String) + "/QĐ-BGDĐT",
                decided_on=pl.lit("2015-05-20"),
                first_year=pl.lit(2015),
            )
        )

    def _intakes(self) -> pl.DataFrame:
        """A quota a year for each programme, and what came of it."""
        rows = self.plan.programmes.select(
            "unit_id", "size", "level", programme_id=pl.int_range(1, pl.len() + 1)
        )
        years = rows["level"].replace_strict(
            {"college": 3, "bachelor": 4, "master": 2, "doctor": 4}, return_dtype=pl.Int64
        )
        rows = rows.with_columns(enrolled=(pl.col("size") // years).clip(1))
        found = []
        for year in YEARS:
            part = 70 + below(self._key(f"quota.{year}"), np.arange(rows.height), 61)
            quota = (rows["enrolled"] * 100 // pl.Series(part)).clip(1)
            found.append(
                rows.select("unit_id", "programme_id", year=pl.lit(year), quota=quota, enrolled="enrolled")
            )
        return self._numbered(pl.concat(found).sort("programme_id", "year"))

    def _assets(self) -> pl.DataFrame:
        """Land, two buildings, and the rooms that learners need."""
        learners = self._learners
        land = (learners * self._share("land", 12, 45)).astype(np.int64) + 2_000
        floor = (learners * self._share("floor", 3.2, 8)).astype(np.int64) + 1_000
        urban = np.where(below(self._key("urban"), self._index, 2) == 0, "t", "f")
        lines = [
            ("DAT1", "land", "Khuôn viên chính", land, "", 0),
            ("NHA1", "building", "Nhà học A", floor * 6 // 10, "DAT1", 7),
            ("NHA2", "building", "Nhà học B", floor * 4 // 10, "DAT1", 5),
            ("GD1", "hall", "Giảng đường lớn", np.full_like(land, 600), "NHA1", 0),
            ("TN1", "laboratory", "Phòng thí nghiệm", np.full_like(land, 120), "NHA2", 0),
            ("TV1", "library", "Thư viện", np.full_like(land, 900), "NHA1", 0),
        ]
        return self._numbered(
            pl.concat(
                [
                    pl.DataFrame(
                        {
                            "unit_id": self._units,
                            "code": code,
                            "kind": kind,
                            "name": name,
                            "parent": parent,
                            "area": area,
                            "floors": floors,
                            "urban": urban,
                        }
                    )
                    for code, kind, name, area, parent, floors in lines
                ]
            )
            .sort("unit_id", "code")
            .with_columns(since=pl.lit("2015-01-01"))
        )

    def _year_values(self) -> pl.DataFrame:
        learners, lecturers = np.maximum(self._learners, 1), np.maximum(self._staff * 7 // 10, 1)
        items: dict[tuple[int, str], Ints] = {}
        growth = self._share("growth", 0.95, 1.18)
        for back, year in enumerate(reversed(YEARS)):
            fees = (learners * 15_000_000 / growth**back).astype(np.int64)
            science = (fees * self._share(f"science.{year}", 0.0, 0.18)).astype(np.int64)
            budget, other = (
                fees * 3 // 10,
                (fees * self._share("other", 0.05, 0.15) / growth**back).astype(np.int64),
            )
            whole = fees + science + budget + other
            spent = (whole * self._share(f"spent.{year}", 0.78, 1.02)).astype(np.int64)
            items |= {
                (year, "revenue"): whole,
                (year, "revenue.fees"): fees,
                (year, "revenue.science"): science,
                (year, "revenue.budget"): budget,
                (year, "revenue.other"): other,
                (year, "spending"): spent,
                (year, "spending.staff"): spent // 2,
                (year, "spending.operations"): spent - spent // 2,
            }
        year = YEARS[-1]
        items[year, "learners"] = learners
        items[YEARS[0], "learners"] = (learners * self._share("size", 0.85, 1.25)).astype(np.int64)
        fields = 4 + below(self._key("titles"), self._index, 8)
        asked = np.maximum(learners // 5, 4)
        answered = (asked * self._share("answered", 0.68, 0.95)).astype(np.int64)
        left = np.maximum(learners // 6, 4)
        told = (left * self._share("told", 0.6, 0.95)).astype(np.int64)
        courses = 200 + below(self._key("courses"), self._index, 900)
        papers = (lecturers * self._share("papers", 0.15, 1.2)).astype(np.int64)
        items |= {
            (year, "documents"): np.where(below(self._key("documents"), self._index, 12) == 0, 6, 7),
            (year, "kpi"): np.full_like(learners, 20),
            (year, "kpi.improved"): 8 + below(self._key("kpi"), self._index, 11),
            (year, "courses"): courses,
            (year, "courses.online"): (courses * self._share("online", 0.06, 0.5)).astype(np.int64),
            (year, "bandwidth"): (learners * self._share("bandwidth", 0.07, 0.6)).astype(np.int64) + 50,
            (year, "library.titles"): fields * 700,
            (year, "library.digital"): fields * 900,
            (year, "library.copies"): (learners * self._share("copies", 4, 14)).astype(np.int64),
            (year, "survey.teaching.asked"): asked,
            (year, "survey.teaching.answered"): answered,
            (year, "survey.teaching.satisfied"): (answered * self._share("satisfied", 0.66, 0.96)).astype(
                np.int64
            ),
            (year, "survey.graduates.asked"): left,
            (year, "survey.graduates.answered"): told,
            (year, "survey.graduates.satisfied"): (told * self._share("pleased", 0.66, 0.96)).astype(
                np.int64
            ),
            (year, "employment.graduates"): left,
            (year, "employment.answered"): told,
            (year, "employment.suitable"): (told * self._share("work", 0.65, 0.97)).astype(np.int64),
            (year, "publications.papers"): papers,
            (year, "publications.indexed"): papers // 2,
            (year, "publications.solutions"): below(self._key("solutions"), self._index, 6),
            (year, "publications.books"): below(self._key("books"), self._index, 30),
            (year, "publications.awards"): below(self._key("awards"), self._index, 4),
            (year, "publications.patents"): below(self._key("patents"), self._index, 5),
        }
        return self._numbered(
            pl.concat(
                [
                    pl.DataFrame(
                        {
                            "unit_id": self._units,
                            "year": np.full_like(learners, of),
                            "item": item,
                            "value": value,
                        }
                    )
                    for (of, item), value in items.items()
                ]
            ).sort("unit_id", "year", "item")
        )

    def _projects(self) -> pl.DataFrame:
        levels = pl.DataFrame({"level": ["state", "ministry", "institution", "contract"]})
        rows = self._of_each(levels)
        index = np.arange(rows.height)
        number = pl.int_range(1, pl.len() + 1).over("unit_id").cast(pl.String)
        return self._numbered(
            rows.with_columns(
                code=pl.lit("DT2024-") + number,
                name=pl.lit("Đề tài nghiên cứu số ") + number,
                budget=pl.Series(200_000_000 + below(self._key("budget"), index, 40) * 50_000_000),
                since=pl.lit("2024-01-15"),
                result=pl.Series(["running", "accepted"]).gather(below(self._key("end"), index, 2)),
            )
        )

    def _of_each(self, one: pl.DataFrame) -> pl.DataFrame:
        return pl.DataFrame({"unit_id": self._units}).join(one, how="cross")

    def _numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.with_columns(id=pl.int_range(1, pl.len() + 1))
