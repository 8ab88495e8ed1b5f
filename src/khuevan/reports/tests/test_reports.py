"""Reports: counted by hand, frozen, summed, given back, and held against the registers afterwards."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from khuevan.access.public import OutOfReach
from khuevan.journal.models import Entry
from khuevan.journal.public import receipt
from khuevan.reports import rules, selectors, services
from khuevan.reports.contracts import TOTAL, State
from khuevan.reports.models import Drift, Report
from khuevan.reports.tests.conftest import key, look, sign, signer
from khuevan.resources.tests.conftest import DAY, NOON, ROOT, classes
from khuevan.schooling.models import Enrolment
from khuevan_kernel.log import digest

REASON = "số học sinh khối 5 chưa đúng"


def give_back(at, by, reason=REASON):
    return services.return_report(actor=signer(by), key=key(at), reason=reason, at=NOON)


def entries():
    return Entry.objects.count()


def test_a_schools_figures_are_what_a_hand_counts(world):
    figures = look(world.primary).figures

    assert figures["classes"] == {TOTAL: 3, "1": 2, "5": 1}
    assert figures["learners"] == {TOTAL: 101, "1": 66, "5": 35}
    assert figures["learners.female"] == {TOTAL: 50, "1": 15 + 18, "5": 17}
    assert figures["learners.minority"] == {TOTAL: 26, "1": 8 + 9, "5": 9}
    assert figures["staff"] == {TOTAL: 5, "bachelor": 5}
    assert figures["staff.managers"] == {TOTAL: 1, "bachelor": 1}
    assert figures["rooms.above"] == {TOTAL: 0}


def test_a_preschool_report_is_of_preschools(world):
    assert look(world.group, form="preschool").figures["learners"] == {TOTAL: 12, "-1": 12}
    with pytest.raises(OutOfReach):
        look(world.group, form="general")


def test_a_signature_freezes_the_figures_and_its_receipt_proves_them(world):
    signed = sign(world.primary)
    classes(world.primary, 3, 20)

    assert selectors.versions(actor=signer(world.primary), key=key(world.primary)) == [signed]
    assert signed.figures["learners"][TOTAL] == 101
    assert signed.digest == digest(signed.content())
    entry = Entry.objects.get(pk=signed.entry)
    assert (entry.event, f'"content":"{signed.digest}"' in entry.body) == ("reports.signed", True)


def test_the_database_itself_refuses_to_change_what_was_signed(world):
    signed = sign(world.primary)
    rows = Report.objects.for_system("test").filter(pk=signed.id)
    changes: list[dict[str, Any]] = [{"figures": {}}, {"digest": "0" * 64}, {"version": 2}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


def test_an_office_signs_the_sum_of_what_is_below_and_names_who_is_missing(world):
    primary = sign(world.primary)
    draft = look(world.commune)
    assert draft.missing == (world.lower.pk,)
    sign(world.lower)
    commune = sign(world.commune)

    assert commune.figures["learners"] == {TOTAL: 191, "1": 66, "5": 35, "6": 90}
    assert commune.missing == ()
    assert {(one.unit, one.digest) for one in commune.children} >= {(world.primary.pk, primary.digest)}
    below = [selectors.in_force(key(at)) for at in (world.primary, world.lower)]
    assert [row.state for row in below] == [State.LOCKED, State.LOCKED]
    assert commune.figures == rules.summed(row.figures for row in below)


def test_the_chain_goes_up_to_the_ministry_and_each_level_is_the_sum_below(world):
    chain = [world.primary, world.lower, world.commune, world.province, world.ministry]
    signed = [sign(at) for at in chain]

    assert [one.level for one in signed] == ["school", "school", "commune", "province", "ministry"]
    assert signed[-1].figures == rules.summed([signed[0].figures, signed[1].figures])
    assert selectors.in_force(key(world.ministry)).state == State.SIGNED


@pytest.mark.parametrize(
    ("office", "report"), [("commune", "primary"), ("lower", "primary"), ("province", "commune")]
)
def test_nobody_signs_for_another_office(world, office, report):
    sign(world.lower)
    before = entries()
    by, at = getattr(world, office), getattr(world, report)
    with pytest.raises((rules.NotYourOffice, OutOfReach)):
        sign(at, by=by)

    assert not Report.objects.for_system("test").filter(unit=at).exists()
    assert entries() == before


def test_who_signs_after_the_figures_moved_has_to_look_again(world):
    seen = look(world.primary).fingerprint
    classes(world.primary, 2, 1)
    before = entries()
    with pytest.raises(rules.FiguresMoved):
        sign(world.primary, seen=seen)
    assert (entries(), Report.objects.for_system("test").count()) == (before, 0)

    assert sign(world.primary).figures["learners"][TOTAL] == 102


def test_of_two_who_sign_one_report_the_second_is_told_so(world):
    seen = look(world.primary).fingerprint
    sign(world.primary, seen=seen)
    before = entries()
    with pytest.raises(rules.SignedAlready):
        sign(world.primary, seen=seen)
    assert entries() == before

    sign(world.lower)
    seen = look(world.commune).fingerprint
    sign(world.commune, seen=seen)
    with pytest.raises(rules.SignedAlready):
        sign(world.commune, seen=seen)


def test_two_versions_in_force_are_refused_by_the_database(world):
    signed = sign(world.primary)
    row = Report.objects.for_system("test").get(pk=signed.id)
    row.pk, row.version = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(("period", "day"), [("mid", date(2027, 1, 1)), ("end", date(2027, 5, 20))])
def test_a_period_is_signed_once_it_has_begun(world, period, day):
    with pytest.raises(rules.NotOpenYet) as refused:
        sign(world.primary, period=period)
    assert refused.value.facts == {"opens": day}


def test_what_looks_wrong_asks_for_a_remark(world):
    assert rules.checks(look(world.primary).figures, missing=0, last_year=None) == ["no_rooms"]
    with pytest.raises(rules.RemarkNeeded):
        sign(world.primary, remark=" ")
    assert sign(world.primary, remark="chưa kiểm kê").remark == "chưa kiểm kê"


def test_an_office_with_nothing_below_has_nothing_to_sign(world):
    with pytest.raises(rules.NothingBelow):
        sign(world.commune)


def test_a_report_is_given_back_by_the_office_above_and_signed_anew(world):
    first = sign(world.primary)
    given_back = give_back(world.primary, world.commune)
    assert (given_back.state, given_back.reason, given_back.figures) == (
        State.RETURNED,
        REASON,
        first.figures,
    )

    classes(world.primary, 5, 3, suffix="B")
    second = sign(world.primary)
    kept = selectors.versions(actor=signer(world.primary), key=key(world.primary))
    assert [(one.version, one.state) for one in kept] == [(2, "signed"), (1, "returned")]
    cells = {(one.line, one.column): one.difference for one in rules.differing(first.figures, second.figures)}
    assert cells["learners", TOTAL] == 3


@pytest.mark.parametrize(
    ("by", "reason", "refusal"),
    [
        ("province", REASON, rules.NotYourOffice),
        ("commune", " ", rules.ReasonMissing),
        ("lower", REASON, OutOfReach),
    ],
)
def test_giving_back_is_refused_without_a_trace(world, by, reason, refusal):
    sign(world.primary)
    before = entries()
    with pytest.raises(refusal):
        give_back(world.primary, getattr(world, by), reason)

    assert selectors.in_force(key(world.primary)).state == State.SIGNED
    assert entries() == before


def test_opening_a_locked_report_opens_the_sum_that_it_was_part_of(world):
    sign(world.primary)
    sign(world.lower)
    sign(world.commune)
    give_back(world.primary, world.commune)

    assert selectors.in_force(key(world.commune)) is None
    assert selectors.versions(actor=signer(world.commune), key=key(world.commune))[0].state == State.OPENED
    assert look(world.commune).missing == (world.primary.pk,)


def test_below_a_locked_sum_nothing_is_opened_before_the_sum_is(world):
    for at in (world.primary, world.commune, world.province):
        sign(at)
    with pytest.raises(rules.LockedAbove):
        give_back(world.primary, world.commune)

    give_back(world.commune, world.province)
    give_back(world.primary, world.commune)
    assert selectors.in_force(key(world.province)) is None


def test_a_report_that_arrives_late_is_signed_on_anew_by_the_office(world):
    sign(world.primary)
    first = sign(world.commune)
    sign(world.lower)
    seen = selectors.since(
        key(world.commune), *selectors.report_unit(signer(world.commune), key(world.commune)), DAY
    )
    assert (seen.rows, first.missing) == (1, (world.lower.pk,))

    second = sign(world.commune)
    assert (second.version, second.missing, second.figures["learners"][TOTAL]) == (2, (), 191)


def test_a_later_correction_shows_as_a_difference_and_changes_nothing_that_was_signed(world):
    signed = sign(world.primary)
    one = Enrolment.objects.for_system("test").filter(unit=world.primary, grade=5).first()
    Enrolment.objects.for_system("test").filter(pk=one.pk).update(status="left")
    actor = signer(world.primary)
    found = selectors.since(key(world.primary), *selectors.report_unit(actor, key(world.primary)), DAY)

    assert {(x.line, x.column): (x.before, x.after) for x in found.cells}["learners", "5"] == (35, 34)
    assert (found.rows, found.noticed_at) == (1, None)
    assert selectors.versions(actor=actor, key=key(world.primary)) == [signed]


def test_what_differs_is_noticed_once_and_forgotten_when_it_is_mended(world):
    sign(world.primary)
    sign(world.lower)
    assert services.notice_changes(actor=ROOT, school_year=2026, on=DAY, at=NOON) == (2, 0)
    enrolled = Enrolment.objects.for_system("test").filter(unit=world.primary, grade=5)
    enrolled.update(status="left")
    assert services.notice_changes(actor=ROOT, school_year=2026, on=DAY, at=NOON) == (2, 1)
    before = entries()
    services.notice_changes(actor=ROOT, school_year=2026, on=DAY, at=NOON)

    assert entries() == before
    changed = selectors.changed(actor=signer(world.commune))
    assert [(report.unit_id, drift.rows, drift.noticed_at) for report, drift in changed] == [
        (world.primary.pk, 35, NOON)
    ]
    assert selectors.changed(actor=signer(world.lower)) == []
    enrolled.update(status="studying")
    services.notice_changes(actor=ROOT, school_year=2026, on=DAY, at=NOON)
    assert not Drift.objects.for_system("test").exists()


def test_progress_names_who_is_late_and_who_has_signed(world):
    sign(world.primary)
    found = selectors.progress(actor=signer(world.commune), key=key(world.commune), on=DAY)

    assert (found.schools, found.signed) == (2, 1)
    assert [(one.unit.id, one.state, one.late) for one in found.children] == [
        (world.lower.pk, "", True), (world.primary.pk, "signed", True),
    ]  # fmt: skip
    country = selectors.progress(actor=signer(world.ministry), key=key(world.ministry), on=DAY)
    assert [(one.unit.id, one.signed, one.schools) for one in country.children] == [(world.province.pk, 1, 2)]


def test_a_province_sets_its_own_days(world):
    services.set_deadline(
        actor=signer(world.province), province=world.province.pk, school_year=2026, period="start",
        level="school", day=date(2026, 12, 1), decision="5/SGDĐT", at=NOON,
    )  # fmt: skip
    found = selectors.progress(actor=signer(world.commune), key=key(world.commune), on=DAY)

    assert [one.late for one in found.children] == [False, False]
    for by, day in ((world.ministry, date(2026, 12, 1)), (world.province, date(2026, 9, 5))):
        with pytest.raises((rules.NotYourOffice, rules.DeadlineUnclear)):
            services.set_deadline(
                actor=signer(by), province=world.province.pk, school_year=2026, period="start",
                level="school", day=day, decision="x", at=NOON,
            )  # fmt: skip


def test_ones_own_work_says_what_is_to_sign_until_it_is_signed(world):
    def titles(at):
        return [(one.route, one.given[1], one.tone) for one in selectors.due(actor=signer(at), on=DAY)]

    assert titles(world.primary) == [("report", "general", "bad")]
    assert [form for _, form, _ in titles(world.commune)] == ["preschool", "general"]
    sign(world.primary)
    assert titles(world.primary) == []
    give_back(world.primary, world.commune)
    assert titles(world.primary) == [("report", "general", "bad")]


def test_a_cell_is_the_sum_of_the_rows_behind_it(world):
    actor, draft = signer(world.primary), look(world.primary)
    for line, column in (
        ("learners", "1"),
        ("learners.female", TOTAL),
        ("staff", "bachelor"),
        ("classes", "5"),
    ):
        rows, _ = selectors.sheet_rows(actor=actor, key=key(world.primary), line=line, column=column, on=DAY)
        assert rows["value"].sum() == draft.figures[line][column]
    sign(world.primary)
    _, below = selectors.sheet_rows(
        actor=signer(world.commune), key=key(world.commune), line="learners", column=TOTAL, on=DAY
    )
    assert below == [(world.primary.pk, 101)]


def test_another_branch_finds_nothing(world):
    sign(world.primary)
    stranger = signer(world.elsewhere)
    for read in (selectors.draft, selectors.progress):
        with pytest.raises(OutOfReach):
            read(actor=stranger, key=key(world.primary), on=DAY)
    assert selectors.versions(actor=stranger, key=key(world.primary)) == []


def test_the_countrys_status_counts_schools_and_levels(world):
    sign(world.primary)
    told: Any = selectors.status(school_year=2026, period="start", on=DAY)

    assert {name: told["general"][name] for name in ("schools", "signed", "missing", "late")} == {
        "schools": 2, "signed": 1, "missing": 1, "late": 1,
    }  # fmt: skip
    assert told["general"]["provinces"] == [{"code": "98", "name": "province", "schools": 2, "signed": 1}]


def test_a_receipt_is_given_for_a_sign_off(world):
    signed = sign(world.primary)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert receipt(signed.entry, signed.content())


FIGURES = st.dictionaries(
    st.sampled_from(["a", "b"]), st.dictionaries(st.sampled_from([TOTAL, "1", "2"]), st.integers(0, 99))
)


@given(st.lists(FIGURES, max_size=5), FIGURES)
def test_a_sum_grows_by_exactly_what_is_added(reports, one):
    before, after = rules.summed(reports), rules.summed([*reports, one])
    grown = {(cell.line, cell.column): cell.difference for cell in rules.differing(before, after)}

    assert grown == {(line, column): n for line, cells in one.items() for column, n in cells.items() if n}
