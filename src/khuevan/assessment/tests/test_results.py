"""Results of many at once, held to the kernel one by one; missing marks are named, nothing is guessed."""

import random

import pytest

from khuevan.access.public import Permission, reaching
from khuevan.assessment.models import Line, PupilResult, SubjectResult
from khuevan.assessment.selectors import judged, pupil_year
from khuevan.assessment.services import compute_class
from khuevan.assessment.tests.conftest import NOON, YEAR
from khuevan.journal.models import Entry
from khuevan.people.public import person as person_detail
from khuevan.schooling.models import Enrolment, YearResult
from khuevan.schooling.public import class_in_reach
from khuevan_kernel import grading
from khuevan_kernel.grading import WORDS

KINDS = ("tx1", "tx2", "tx3", "tx4", "gk", "ck")


def put(world, group, pupil, subject, term, **values):
    Line.objects.for_system("test").update_or_create(
        school_year=YEAR, person=pupil, subject=subject, term=term,
        defaults={"unit": world.school, "school_class": group, "changed_by": "account:11", "changed_at": NOON,
                  "how": "own"} | values,
    )  # fmt: skip


def fill(world, pupil, draw, conduct=("T", "T"), absences=0):
    """All marks of a year for a pupil of 7A; ``draw()`` gives each scored mark."""
    for subject in grading.subjects(7, YEAR):
        for term in (1, 2):
            if subject.comment:
                values = dict.fromkeys(("tx1", "tx2", "gk", "ck"), WORDS["Đ"])
            else:
                values = {kind: draw() for kind in KINDS}
            put(world, world.seven, pupil, subject.code, term, **values)
    for term, word in zip((1, 2), conduct, strict=True):
        put(world, world.seven, pupil, "conduct", term, ck=WORDS[word])
    put(world, world.seven, pupil, "absence", 1, ck=absences)


def facts_of(world, group, who=None):
    who = who or world.head
    return class_in_reach(actor=who, reference=world.reference(group), may=Permission.SCHOOLING_VIEW)


def one(world, pupil, who=None):
    _, frame = judged([facts_of(world, world.seven, who)])
    return {row["person"]: row for row in frame.to_dicts()}[pupil.pk]


def test_a_year_of_nines_is_excellent_and_goes_up(world):
    pupil = world.pupils[0]
    fill(world, pupil, lambda: 90)

    told = one(world, pupil)

    assert {name: told[name] for name in ("study1", "study2", "study", "conduct", "outcome", "title")} == {
        "study1": "T", "study2": "T", "study": "T", "conduct": "T", "outcome": "promoted", "title": "HSXS",
    }  # fmt: skip
    assert told["average"] == 90
    other = one(world, world.pupils[1])
    assert (other["study"], other["outcome"], other["title"]) == (None, None, "")


@pytest.mark.parametrize("seed", range(4))
def test_results_of_a_class_are_those_of_the_kernel_one_by_one(world, seed):
    draws = random.Random(seed)
    low = draws.choice((30, 45, 60))
    for pupil in world.pupils:
        fill(world, pupil, lambda: draws.randint(low, 100), (draws.choice("TKĐ"), draws.choice("TKĐ")))
    law, of = grading.secondary(7, YEAR), grading.of_secondary
    catalogue = {subject.code: subject for subject in grading.subjects(7, YEAR)}

    by_subject, by_pupil = judged([facts_of(world, world.seven)])

    for row in by_pupil.to_dicts():
        lines = {
            (line.subject, line.term): line
            for line in Line.objects.for_system("test").filter(person=row["person"])
        }
        results = {}
        for found in by_subject.filter(person=row["person"]).to_dicts():
            subject = catalogue[found["subject"]]
            if subject.comment:
                assert found["whole"] == WORDS["Đ"]
                results[subject.code] = "Đ"
                continue
            averages = []
            for term in (1, 2):
                line = lines[subject.code, term]
                count = law.says.regular_marks(subject.periods[7])
                regular = [line.tx1, line.tx2, line.tx3, line.tx4][:count]
                averages.append(
                    of.term_average(
                        law, periods=subject.periods[7], regular=regular, middle=line.gk, end=line.ck
                    ).value
                )
            assert [found["first"], found["second"]] == averages
            assert found["whole"] == of.year_average(law, *averages).value
            results[subject.code] = found["whole"]
        study = of.study(law, results).value
        conduct = of.conduct(law, row["conduct1"], row["conduct2"]).value
        assert (row["study"], row["conduct"]) == (study, conduct)
        assert row["outcome"] == of.outcome(law, grade=7, study=study, conduct=conduct, absences=0).value
        assert row["title"] == of.title(law, study=study, conduct=conduct, results=results).value


def test_computing_keeps_results_once_and_tells_schooling_of_whole_years(world):
    fill(world, world.pupils[0], lambda: 70)
    asked = {"actor": world.head, "reference": world.reference(world.seven), "at": NOON}
    first, again = compute_class(**asked), compute_class(**asked)

    assert (first.pupils, first.complete, again.changed) == (2, 1, 0)
    assert Entry.objects.filter(event="assessment.results-computed").count() == 1
    rows = YearResult.objects.for_system("test").values_list("person_id", "average", "study", "conduct")
    assert list(rows) == [(world.pupils[0].pk, 70, "K", "T")]
    kept = PupilResult.objects.for_system("test").get(person=world.pupils[0])
    assert (kept.study, kept.outcome) == ("K", "promoted")
    assert SubjectResult.objects.for_system("test").filter(person=world.pupils[1]).count() == 12


def test_a_corrected_mark_changes_the_result_when_it_is_computed_again(world):
    fill(world, world.pupils[0], lambda: 70)
    asked = {"actor": world.head, "reference": world.reference(world.seven), "at": NOON}
    compute_class(**asked)
    put(world, world.seven, world.pupils[0], "conduct", 2, ck=WORDS["CĐ"])

    assert compute_class(**asked).changed == 1
    assert PupilResult.objects.for_system("test").get(person=world.pupils[0]).outcome == "training"


def test_a_re_test_takes_the_years_place_and_decides(world):
    pupil = world.pupils[0]
    fill(world, pupil, lambda: 60)
    for term in (1, 2):
        for code in ("mathematics", "literature"):
            put(world, world.seven, pupil, code, term, **dict.fromkeys(KINDS, 30))
    before = one(world, pupil)
    for code, mark in (("mathematics", 50), ("literature", 55)):
        put(world, world.seven, pupil, code, 3, ck=mark)
    after = one(world, pupil)
    put(world, world.seven, pupil, "literature", 3, ck=34)
    failed = one(world, pupil)

    assert (before["study"], before["outcome"], before["after_summer"]) == ("CĐ", "retest", False)
    assert (after["study"], after["outcome"], after["after_summer"]) == ("Đ", "promoted", True)
    assert (failed["study"], failed["outcome"], failed["after_summer"]) == ("CĐ", "repeat", True)


def test_more_than_45_sessions_absent_repeat_the_class(world):
    fill(world, world.pupils[0], lambda: 90, absences=46)

    assert one(world, world.pupils[0])["outcome"] == "repeat"


def test_an_exempt_subject_counts_for_nothing(world):
    fill(world, world.pupils[0], lambda: 90)
    for term in (1, 2):
        put(world, world.seven, world.pupils[0], "physical", term, tx1=None, tx2=None, gk=None, ck=WORDS["M"])

    assert one(world, world.pupils[0])["study"] == "T"


def test_a_primary_year_follows_its_circular(world):
    pupil, law = world.little[0], grading.primary(4, YEAR)
    for subject in grading.subjects(4, YEAR):
        tests = {"ck": 90} if subject.code in law.says.tests[4] else {}
        for term in (1, 2):
            put(world, world.four, pupil, subject.code, term, mck=WORDS["T"], **tests)
    for quality in law.says.qualities:
        put(world, world.four, pupil, quality, 2, mck=WORDS["T"])

    def told():
        _, frame = judged([facts_of(world, world.four)])
        return next(row for row in frame.to_dicts() if row["person"] == pupil.pk)

    best = told()
    put(world, world.four, pupil, "mathematics", 2, mck=WORDS["C"], ck=40)
    helped = told()
    put(world, world.four, pupil, "head", 3, ck=WORDS["Đ"])
    let_up = told()

    assert (best["study"], best["outcome"], best["title"]) == ("HTXS", "promoted", "HSXS")
    assert (helped["study"], helped["outcome"], helped["title"]) == ("CHT", "guided", "")
    assert (let_up["study"], let_up["outcome"]) == ("CHT", "promoted")


def test_a_family_sees_its_own_childs_year_with_reasons_and_nobody_elses(world, family):
    fill(world, world.pupils[0], lambda: 90)
    detail = person_detail(actor=family, reference=world.of(world.pupils[0]))
    reaching(family)

    year = pupil_year(actor=family, detail=detail, school_year=YEAR)

    assert (year.class_name, year.study[2], year.outcome) == ("7A", "T", "promoted")
    assert [str(reason.because[0]) for reason in year.reasons] == [
        f"Thông tư 22/2021/TT-BGDĐT, Điều {place}"
        for place in ("9 khoản 2", "8 khoản 2", "12 khoản 1", "15 khoản 1")
    ]
    with pytest.raises(LookupError):
        person_detail(actor=family, reference=world.of(world.pupils[1]))


def test_missing_marks_are_named(world):
    fill(world, world.pupils[0], lambda: 90)
    put(world, world.seven, world.pupils[0], "mathematics", 2, tx3=None, ck=None)
    detail = person_detail(actor=world.head, reference=world.of(world.pupils[0]))

    year = pupil_year(actor=world.head, detail=detail, school_year=YEAR)

    gaps = {subject.code: subject.missing for subject in year.subjects if subject.missing}
    assert gaps == {"mathematics": ("HK2 TX3", "HK2 CK")}
    assert (year.study, year.outcome) == (("T", "", ""), "")


def test_who_has_left_is_in_no_result(world):
    fill(world, world.pupils[0], lambda: 90)
    Enrolment.objects.for_system("test").filter(person=world.pupils[0]).update(status="left")

    _, frame = judged([facts_of(world, world.seven)])

    assert frame["person"].to_list() == [world.pupils[1].pk]
