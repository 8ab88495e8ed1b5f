"""Results computed from the marks and kept: again without a change it writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db import transaction
from django.utils import timezone

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.assessment import contracts
from khuevan.assessment.selectors.assignments import capacity
from khuevan.assessment.selectors.judging import judged
from khuevan.assessment.services.assignments import open_year
from khuevan.intake.public import Merged, merge_frame
from khuevan.journal.public import record
from khuevan.schooling.public import ClassFacts, class_in_reach, classes, record_year_results

CLASSES_AT_ONCE = 1_000
_RESULT = ["person_id", "unit_id", "school_class_id", "subject", "first", "second", "whole", "again"]
_WORDS = ["study1", "study2", "study", "conduct1", "conduct2", "conduct", "outcome", "title"]
_PUPIL = ["person_id", "unit_id", "school_class_id", *_WORDS, "absences", "after_summer"]


@transaction.atomic
def compute_class(*, actor: Actor, reference: str, at: datetime) -> contracts.Computed:
    """Compute the results of everybody in a class anew, for its school's office or homeroom teacher.

    Refuses others with ``rules.NotYours``.
    """
    facts = class_in_reach(actor=actor, reference=reference, may=Permission.MARKS_ENTER)
    capacity(actor=actor, facts=facts, sheet=contracts.HOMEROOM, on=timezone.localdate(at))
    return compute(actor=actor, classes=[facts], subject=f"class:{facts.number}", at=at)


@transaction.atomic
def compute_school(*, actor: Actor, unit: int, school_year: int, at: datetime) -> contracts.Computed:
    """Compute the results of everybody in a school in a year anew; ``OutOfReach`` where there is no class."""
    found = classes(actor=actor, unit=unit, school_year=school_year, may=Permission.SCHOOLING_EDIT)
    found = [one for one in found if one.grade > 0]
    if not found:
        raise OutOfReach("school")
    return compute(actor=actor, classes=found, subject=f"unit:{unit}", at=at)


@transaction.atomic
def compute(*, actor: Actor, classes: Sequence[ClassFacts], subject: str, at: datetime) -> contracts.Computed:
    """Compute the results of classes of one school year that were found in reach, a thousand at a time.

    A year's result goes into the register of schooling once nothing is missing for it. Refuses with
    ``rules.OtherRules``. The same again changes nothing.
    """
    year = classes[0].school_year
    open_year(year)
    pupils = complete = 0
    merged = Merged()
    for begin in range(0, len(classes), CLASSES_AT_ONCE):
        by_subject, by_pupil = judged(classes[begin : begin + CLASSES_AT_ONCE])
        merged += _keep(year, by_subject, by_pupil)
        done = by_pupil.filter(pl.col("outcome").is_not_null())
        pupils, complete = pupils + by_pupil.height, complete + done.height
        results = done.select(
            "person", "unit", "average", "study", pl.col("conduct").fill_null(""), "outcome"
        )
        if not results.is_empty():
            record_year_results(actor=actor, school_year=year, frame=results, at=at)
    if merged.inserted or merged.updated:
        record(contracts.ResultsComputed(subject, year, len(classes), pupils, complete), actor=actor, at=at)
    return contracts.Computed(pupils, complete, merged.inserted + merged.updated)


def _keep(year: int, by_subject: pl.DataFrame, by_pupil: pl.DataFrame) -> Merged:
    named = {"person": "person_id", "unit": "unit_id", "school_class": "school_class_id"}
    fixed = pl.lit(year, pl.Int16).alias("school_year")
    marks = by_subject.rename(named).select(fixed, *_RESULT)
    whole = by_pupil.rename(named).select(
        fixed, *(pl.col(name).fill_null("") if name in _WORDS else pl.col(name) for name in _PUPIL)
    )
    kept = Merged()
    if not marks.is_empty():
        kept += merge_frame(
            marks, table="assessment_subjectresult", key=["school_year", "person_id", "subject"]
        )
    if not whole.is_empty():
        kept += merge_frame(whole, table="assessment_pupilresult", key=["school_year", "person_id"])
    return kept
