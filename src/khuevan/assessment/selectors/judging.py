"""Results from marks, for many classes at once: the kernel's rules over frames. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from django.db import connection

from khuevan.assessment import rules
from khuevan.assessment.contracts import KINDS, SUMMER
from khuevan.assessment.selectors.assignments import subjects_of_classes
from khuevan.schooling.public import ClassFacts, places_of
from khuevan_kernel import grading
from khuevan_kernel.grading import WORDS, Primary, Secondary
from khuevan_kernel.law import Provision

SUBJECTS = {
    "person": pl.Int64(), "unit": pl.Int64(), "school_class": pl.Int64(), "subject": pl.String(),
    "first": pl.Int64(), "second": pl.Int64(), "whole": pl.Int64(), "again": pl.Int64(),
}  # fmt: skip
PUPILS = {
    "person": pl.Int64(), "unit": pl.Int64(), "school_class": pl.Int64(), "study1": pl.String(),
    "study2": pl.String(), "study": pl.String(), "conduct1": pl.String(), "conduct2": pl.String(),
    "conduct": pl.String(), "absences": pl.Int64(), "after_summer": pl.Boolean(), "outcome": pl.String(),
    "title": pl.String(), "average": pl.Int64(),
}  # fmt: skip
_FIELDS = [kind.lower() for kind in KINDS]
_LINES = {
    "person": pl.Int64(), "school_class": pl.Int64(), "subject": pl.String(), "term": pl.Int64(),
    **dict.fromkeys(_FIELDS, pl.Int64()),
}  # fmt: skip
_EXEMPT = WORDS["M"]
_KEY = ["pupil", "subject"]
_FIRST_SECONDARY = 6


def judged(classes: Sequence[ClassFacts]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The results of everybody who studies in classes of one school year: by subject, and of each pupil.

    ``SUBJECTS`` and ``PUPILS`` are the columns; what cannot be said because a mark is missing is null. Within
    the second wall. Refuses with ``rules.OtherRules`` a grade that an older circular holds.
    """
    places = places_of([one.number for one in classes])
    lines = _lines(classes)
    subjects = subjects_of_classes(classes)
    found = []
    for grade in sorted({one.grade for one in classes if one.grade > 0}):
        of_grade = [one for one in classes if one.grade == grade]
        rules.columns(grade, of_grade[0].school_year, "homeroom", 1)  # refuses what another circular holds
        wanted = pl.DataFrame(
            [(one.number, subject.code) for one in of_grade for subject in subjects[one.number]],
            schema={"school_class": pl.Int64, "subject": pl.String}, orient="row",
        )  # fmt: skip
        here = places.filter(pl.col("school_class").is_in([one.number for one in of_grade]))
        if here.is_empty():
            continue
        judge = _secondary if grade >= _FIRST_SECONDARY else _primary
        found.append(judge(grade, of_grade[0].school_year, here, wanted, lines))
    if not found:
        return pl.DataFrame(schema=SUBJECTS), pl.DataFrame(schema=PUPILS)
    return (
        pl.concat([_shaped(one, SUBJECTS) for one, _ in found]),
        pl.concat([_shaped(one, PUPILS) for _, one in found]),
    )


def judged_pupil(facts: ClassFacts, person: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of ``judged`` for one pupil of a class, whether or not they still study there."""
    wanted = [(facts.number, subject.code) for subject in subjects_of_classes([facts])[facts.number]]
    place = [(person, facts.number, facts.unit, facts.grade)]
    schema = {"person": pl.Int64(), "school_class": pl.Int64(), "unit": pl.Int64(), "grade": pl.Int64()}
    judge = _secondary if facts.grade >= _FIRST_SECONDARY else _primary
    by_subject, by_pupil = judge(
        facts.grade, facts.school_year, pl.DataFrame(place, schema=schema, orient="row"),
        pl.DataFrame(wanted, schema={"school_class": pl.Int64, "subject": pl.String}, orient="row"),
        _lines([facts]).filter(pl.col("pupil") == person),
    )  # fmt: skip
    return _shaped(by_subject, SUBJECTS).to_dicts(), _shaped(by_pupil, PUPILS).row(0, named=True)


def _shaped(frame: pl.DataFrame, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    frame = frame.rename({"pupil": "person"})
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    )


def _lines(classes: Iterable[ClassFacts]) -> pl.DataFrame:
    found = list(classes)
    years = {one.school_year for one in found}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id, school_class_id, subject, term, {', '.join(_FIELDS)} FROM assessment_line"
            " WHERE school_year = ANY (%s) AND school_class_id = ANY (%s)",
            [[*years], [one.number for one in found]],
        )
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=_LINES, orient="row").rename({"person": "pupil"})


def _each(places: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """A row for every pupil and subject of their class."""
    return places.rename({"person": "pupil"}).join(wanted, on="school_class").sort(_KEY)


def _of(lines: pl.DataFrame, subject: str, term: int, column: str = "ck") -> pl.DataFrame:
    found = lines.filter((pl.col("subject") == subject) & (pl.col("term") == term))
    return found.select("pupil", value=pl.col(column))


def _with(pupils: pl.DataFrame, lines: pl.DataFrame, name: str, subject: str, term: int) -> pl.DataFrame:
    found = _of(lines, subject, term).rename({"value": name})
    return pupils.join(found, on="pupil", how="left", maintain_order="left")


def _words(column: str) -> pl.Expr:
    back = {number: word for word, number in WORDS.items()}
    return pl.col(column).replace_strict(back, default=None, return_dtype=pl.String)


def _secondary(
    grade: int, year: int, places: pl.DataFrame, wanted: pl.DataFrame, lines: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    law = grading.secondary(grade, year)
    rows = _each(places, wanted)
    for term, name in ((1, "first"), (2, "second")):
        rows = rows.join(_term(grade, year, rows.select(_KEY), lines, term).rename({"result": name}),
                         on=_KEY, how="left", maintain_order="left")  # fmt: skip
    again = lines.filter(pl.col("term") == SUMMER).select(*_KEY, again="ck")
    rows = grading.year_results(law, rows).rename({"year": "whole"})
    rows = rows.join(again, on=_KEY, how="left", maintain_order="left")
    pupils = places.rename({"person": "pupil"}).sort("pupil")
    for result, name in (
        (pl.col("first"), "study1"), (pl.col("second"), "study2"), (pl.col("whole"), "year"),
        (pl.coalesce("again", "whole"), "later"),
    ):  # fmt: skip
        levels = grading.study_levels(law, rows.select(*_KEY, result=result)).rename({"level": name})
        pupils = pupils.join(levels, on="pupil", how="left", maintain_order="left")
    for name, subject, term in (
        ("c1", rules.CONDUCT, 1), ("c2", rules.CONDUCT, 2), ("c3", rules.CONDUCT, SUMMER),
        ("a1", rules.ABSENCE, 1), ("a2", rules.ABSENCE, 2),
    ):  # fmt: skip
        pupils = _with(pupils, lines, name, subject, term)
    pupils = pupils.with_columns(
        conduct1=_words("c1"), conduct2=_words("c2"), trained=_words("c3"),
        absences=pl.col("a1").fill_null(0) + pl.col("a2").fill_null(0),
    )  # fmt: skip
    terms = grading.conducts(law, pupils.select(first="conduct1", second="conduct2"))
    pupils = pupils.with_columns(kept=terms["year"])
    pupils = _followed(law, pupils, rows)
    scored = rows.filter(pl.col("whole") >= 0)
    count = pl.len()
    averages = scored.group_by("pupil").agg(average=(2 * pl.col("whole").sum() + count) // (2 * count))
    pupils = pupils.join(averages, on="pupil", how="left", maintain_order="left")
    titles = grading.titles(
        law, pupils.select("pupil", study="year", conduct="kept"), rows.select("pupil", result="whole")
    )
    return rows, pupils.with_columns(title=titles["title"].fill_null(""))


def _followed(law: Provision[Secondary], pupils: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """What follows from the year, and from the summer for those whom the year sends there."""

    def outcome(study: str, conduct: str, *, after: bool) -> pl.Series:
        asked = pupils.select(
            study=study, conduct=conduct, absences="absences", grade="grade", after_summer=pl.lit(after)
        )
        return grading.outcomes(law, asked)["outcome"]

    pupils = pupils.with_columns(later_conduct=pl.coalesce("trained", "kept"))
    pupils = pupils.with_columns(
        plain=outcome("year", "kept", after=False), after=outcome("later", "later_conduct", after=True)
    )
    tried = rows.filter(pl.col("again").is_not_null())["pupil"].unique()
    summer = (
        (pl.col("plain") == "retest") & pl.col("pupil").is_in(tried.to_list())
        | (pl.col("plain") == "training") & pl.col("trained").is_not_null()
    ).fill_null(False)

    def by_summer(after: str, plain: str) -> pl.Expr:
        return pl.when(summer).then(pl.col(after)).otherwise(pl.col(plain))

    return pupils.with_columns(
        after_summer=summer, outcome=by_summer("after", "plain"), study=by_summer("later", "year"),
        conduct=by_summer("later_conduct", "kept"),
    )  # fmt: skip


def _term(grade: int, year: int, wanted: pl.DataFrame, lines: pl.DataFrame, term: int) -> pl.DataFrame:
    """A term's results: averages, words of comment subjects, exemptions."""
    law = grading.secondary(grade, year)
    catalogue = [one for one in grading.subjects(grade, year)]
    periods = {one.code: one.periods[grade] for one in catalogue}
    comment = [one.code for one in catalogue if one.comment]
    rows = wanted.join(lines.filter(pl.col("term") == term), on=_KEY, how="left", maintain_order="left")
    exempt = rows.filter(pl.col("ck") == _EXEMPT).select(*_KEY, result=pl.lit(_EXEMPT, pl.Int64))
    rows = rows.filter((pl.col("ck") != _EXEMPT).fill_null(True))
    long = rows.unpivot(_FIELDS[:6], index=_KEY, variable_name="kind", value_name="mark").with_columns(
        pl.col("kind").str.to_uppercase()
    )
    noted = long.filter(pl.col("subject").is_in(comment))
    regular = [f"TX{number}" for number in range(1, law.says.regular_comment + 1)]
    words = grading.comment_terms(noted.filter(pl.col("kind").is_in([*regular, "GK", "CK"])))
    scored = long.filter(~pl.col("subject").is_in(comment)).with_columns(
        periods=pl.col("subject").replace_strict(periods, return_dtype=pl.Int64)
    )
    asked = pl.col("kind").str.strip_prefix("TX").cast(pl.Int64, strict=False).fill_null(0)
    most = pl.lit(law.says.regular_above)
    for bound, count in reversed(law.says.regular):
        most = pl.when(pl.col("periods") <= bound).then(count).otherwise(most)
    averages = grading.term_averages(law, scored.filter(asked <= most)).rename({"average": "result"})
    return pl.concat(
        [part.with_columns(pl.col("result").cast(pl.Int64)) for part in (exempt, words, averages)]
    )


def _primary(
    grade: int, year: int, places: pl.DataFrame, wanted: pl.DataFrame, lines: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    law = grading.primary(grade, year)
    rows = _each(places, wanted)
    for term, name in ((1, "first"), (2, "second"), (SUMMER, "again")):
        found = lines.filter(pl.col("term") == term).select(*_KEY, pl.col("mck").alias(name))
        rows = rows.join(found, on=_KEY, how="left", maintain_order="left")
    rows = rows.with_columns(whole="second")
    pupils = places.rename({"person": "pupil"}).sort("pupil")
    year_levels = grading.primary_levels(law, _evidence(law, grade, rows, pupils, lines, summer=False))
    later = grading.primary_levels(law, _evidence(law, grade, rows, pupils, lines, summer=True))
    pupils = pupils.join(year_levels.rename({"level": "year"}), on="pupil", how="left", maintain_order="left")
    pupils = pupils.join(later.rename({"level": "later"}), on="pupil", how="left", maintain_order="left")
    for name, subject, term in (("head", rules.HEAD, SUMMER), ("endorsed", rules.ENDORSED, 2)):
        pupils = _with(pupils, lines, name, subject, term)
    summer = lines.filter(pl.col("term") == SUMMER)["pupil"].unique().to_list()
    after = (pl.col("year") == "CHT") & pl.col("pupil").is_in(summer)
    pupils = pupils.with_columns(after_summer=after.fill_null(False)).with_columns(
        study=pl.when("after_summer").then("later").otherwise("year")
    )
    up = "completed" if grade == grading.of_primary.LAST_GRADE else "promoted"
    passed = (pl.col("study") != "CHT") | (pl.col("head") == WORDS["Đ"]).fill_null(False)
    refused = (pl.col("head") == WORDS["CĐ"]).fill_null(False)
    outcome = (
        pl.when(pl.col("study").is_null()).then(None).when(passed).then(pl.lit(up))
        .when(refused).then(pl.lit("repeat")).otherwise(pl.lit("guided"))
    )  # fmt: skip
    endorsed = (pl.col("endorsed") == WORDS["Đ"]).fill_null(False)
    title = (
        pl.when(pl.col("year") == "HTXS").then(pl.lit("HSXS"))
        .when((pl.col("year") == "HTT") & endorsed).then(pl.lit("HSTB")).otherwise(pl.lit(""))
    )  # fmt: skip
    return rows, pupils.with_columns(outcome=outcome, title=title, absences=pl.lit(0), conduct=pl.lit(""))


def _evidence(
    law: Provision[Primary],
    grade: int,
    rows: pl.DataFrame,
    pupils: pl.DataFrame,
    lines: pl.DataFrame,
    *,
    summer: bool,
) -> pl.DataFrame:
    """What the year's level rests on; after the summer, what was assessed again in place of it."""

    def latest(wanted: pl.DataFrame, column: str) -> pl.DataFrame:
        found = wanted
        for term in (2, SUMMER) if summer else (2,):
            told = lines.filter(pl.col("term") == term).select(*_KEY, pl.col(column).alias(f"v{term}"))
            found = found.join(told, on=_KEY, how="left", maintain_order="left")
        return found.select("pupil", value=pl.coalesce(f"v{SUMMER}", "v2") if summer else pl.col("v2"))

    tests = law.says.tests.get(grade, ())
    qualities = pupils.select("pupil").join(pl.DataFrame({"subject": [*law.says.qualities]}), how="cross")
    parts = {
        "subject": latest(rows.select(_KEY), "mck"),
        "quality": latest(qualities, "mck"),
        "test": latest(rows.filter(pl.col("subject").is_in(tests)).select(_KEY), "ck"),
    }
    return pl.concat([part.select("pupil", "value", kind=pl.lit(kind)) for kind, part in parts.items()])
