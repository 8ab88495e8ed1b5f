from datetime import date, timedelta

import pytest
from django.utils import timezone

from khuevan.access.public import OutOfReach
from khuevan.higher import rules, selectors, services
from khuevan.higher.contracts.registers import PROGRAMMES, REGISTERS
from khuevan.higher.models import Asset, Change, Programme
from khuevan.higher.selectors import Wanted
from khuevan.higher.tests.conftest import AT, ON
from khuevan.journal.models import Entry


def listed(actor, register=PROGRAMMES, limit=10, **wanted):
    return selectors.rows(
        actor=actor, register=register, wanted=Wanted(**({"filters": {}} | wanted)), on=ON, limit=limit
    )


def names(actor, **wanted):
    return [one.values["name"] for one in listed(actor, **wanted).rows]


def row(world, actor=None, name="Luật"):
    (found,) = [one for one in listed(actor or world.officer).rows if one.values["name"] == name]
    return found


def edit(world, values, *, actor=None, reason="Quyết định 12/QĐ", fingerprint=None):
    before = row(world)
    return services.edit_row(
        actor=actor or world.officer, register=PROGRAMMES, reference=before.reference, values=values,
        fingerprint=fingerprint or before.fingerprint, reason=reason, at=AT,
    )  # fmt: skip


def test_a_register_lists_what_is_in_reach_in_its_order(world):
    assert names(world.root) == ["Công nghệ thông tin", "Luật", "Toán học"]
    assert names(world.officer) == ["Luật", "Toán học"]
    assert names(world.stranger) == ["Công nghệ thông tin"]


def test_programmes_are_found_without_tone_marks_and_by_code(world):
    assert names(world.root, words="cong nghe") == ["Công nghệ thông tin"]
    assert names(world.root, words="74601") == ["Toán học"]
    assert names(world.root, filters={"level": "master"}) == []


def test_pages_follow_one_another_without_a_gap_or_a_double(world):
    first = listed(world.root, limit=1)
    second = listed(world.root, limit=1, after=first.after)
    third = listed(world.root, limit=1, after=second.after)

    found = [page.rows[0].values["name"] for page in (first, second, third)]
    assert (found, third.after) == (["Công nghệ thông tin", "Luật", "Toán học"], "")


def test_a_row_elsewhere_is_not_found(world):
    reference = row(world, world.root, "Công nghệ thông tin").reference

    with pytest.raises(OutOfReach):
        selectors.row(actor=world.officer, register=PROGRAMMES, reference=reference, on=ON)
    with pytest.raises(OutOfReach):
        selectors.register_named("nothing")


def test_an_edit_is_kept_with_its_reason_and_what_was_there_before(world):
    after, faults = edit(world, {"credits": "135", "state": "ending"})

    assert faults == ()
    assert (after.values["credits"], after.values["state"]) == (135, "ending")
    (past,) = selectors.history(actor=world.officer, register=PROGRAMMES, number=after.number)
    assert past.reason == "Quyết định 12/QĐ"
    assert past.columns == (("credits", None, 135), ("state", "active", "ending"))
    entry = Entry.objects.filter(event="higher.row-edited").get()
    assert '"columns":["credits","state"]' in entry.body
    assert "135" not in entry.body.replace(entry.subject, "")


def test_a_row_is_shown_as_it_was(world):
    after, _ = edit(world, {"credits": "135"})
    past = selectors.history(actor=world.officer, register=PROGRAMMES, number=after.number)

    def credits(moment):
        return selectors.as_of(facts=after, past=past, moment=moment)["credits"]

    assert credits(timezone.now() - timedelta(days=1)) is None
    assert credits(timezone.now()) == 135


def test_of_two_who_edit_one_row_the_second_is_refused_and_nothing_is_lost(world):
    read_by_both = row(world).fingerprint
    edit(world, {"credits": "135"})

    with pytest.raises(rules.RowChanged):
        edit(world, {"credits": "120"}, fingerprint=read_by_both)
    assert row(world).values["credits"] == 135


def test_a_change_without_a_reason_or_out_of_reach_leaves_no_trace(world):
    entries = Entry.objects.count()
    with pytest.raises(rules.ReasonMissing):
        edit(world, {"credits": "135"}, reason=" ")
    with pytest.raises(OutOfReach):
        edit(world, {"credits": "135"}, actor=world.stranger)

    assert (row(world).values["credits"], Entry.objects.count()) == (None, entries)
    assert not Change.objects.for_system("test").exists()


def test_an_edit_that_does_not_stand_names_its_column_and_leaves_no_trace(world):
    _, faults = edit(world, {"until": "2000-01-01"})

    assert [(one.code, one.column) for one in faults] == [("KV-H-0002", "until")]
    assert row(world).values["until"] is None
    assert not Entry.objects.exists()


def test_what_a_form_may_not_change_stays(world):
    after, _ = edit(world, {"code": "X", "institution": "KV2", "credits": "90"})

    assert (after.values["code"], after.unit, after.values["credits"]) == ("7380101", world.home.pk, 90)


def test_a_row_is_added_once(world):
    land = {
        "institution": "KV1", "code": "DAT1", "name": "Khuôn viên", "kind": "land", "area": "1200.50",
        "since": "2010-01-01",
    }  # fmt: skip

    def add():
        return services.add_row(
            actor=world.officer, register=REGISTERS["assets"], values=land, reason="Sổ đỏ 1/2010", at=AT
        )

    assert add().merged.inserted == 1
    with pytest.raises(rules.RowKnown):
        add()
    assert Asset.objects.for_system("test").get().area == 1200.5


def test_what_is_exported_is_what_is_seen_and_imports_again_unchanged(world):
    asked = Wanted({}, unit=world.home.pk)
    frame = selectors.exported(actor=world.officer, register=PROGRAMMES, wanted=asked, on=ON)

    assert frame["name"].to_list() == ["Luật", "Toán học"]
    assert frame["since"].to_list() == [date(2010, 1, 1)] * 2
    assert frame["institution"].unique().to_list() == ["KV1"]


def test_the_database_keeps_what_a_file_changes_too(world):
    Programme.objects.for_system("test").filter(pk=world.law.pk).update(credits=99)

    (kept,) = Change.objects.for_system("test")
    assert (kept.table, kept.row, kept.unit_id) == ("higher_programme", world.law.pk, world.home.pk)
    assert (kept.old, kept.new, kept.reason) == ({"credits": None}, {"credits": 99}, "")
