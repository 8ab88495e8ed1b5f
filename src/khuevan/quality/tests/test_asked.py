"""Asked once: what is held answers, a duplicate is refused, and what is left is weighed before it is sent."""

from datetime import date, timedelta
from typing import Any

import pytest

from khuevan.access.public import OutOfReach, Permission
from khuevan.journal.public import entries_of
from khuevan.quality import services
from khuevan.quality.contracts import AskAnswered
from khuevan.quality.models import Ask
from khuevan.quality.rules import AlreadyHeld, AskedAlready, AskSettled, AskUnclear, ReasonMissing
from khuevan.quality.rules.asking import alike, key_of
from khuevan.quality.selectors.asked import asks, ledger, search_catalogue
from khuevan.quality.tests.conftest import DAY, NOON, officer

FAR = "khoảng cách từ nhà đến trường"


def request(country: Any, **more: Any) -> dict[str, Any]:
    return {
        "actor": officer(country.province), "unit": country.province.pk, "today": DAY,
        "title": "Khảo sát đi lại", "legal_basis": "Công văn 1/SGDĐT", "fields": ["Ngày sinh", FAR],
        "level": "learner", "kinds": ["primary"], "times_a_year": 2, "due": DAY + timedelta(days=30),
    } | more  # fmt: skip


def ask(country, **more):
    return services.ask(**request(country, at=NOON, purpose="", **more))


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("Ngày tháng năm sinh", "persons.birth_date"), ("so dinh danh ca nhan", "persons.national"),
        ("CCCD", "persons.national"), ("Giới tính của học sinh", "persons.sex"), ("Sĩ số", "classes.size"),
        ("Học lực", "results.study"), ("Số giáo viên", "units.teachers"),
        ("date of birth", "persons.birth_date"),
        ("Điện thoại phụ huynh", "guardians.phone"), ("trình độ đào tạo", "staff.degree"),
    ],
)  # fmt: skip
def test_a_field_is_found_by_words_without_tone_marks_and_by_synonyms(db, asked, held):
    assert held in [one.code for one in search_catalogue(text=asked, day=DAY)]


@pytest.mark.parametrize("asked", [FAR, "món ăn ưa thích", "số tivi trong lớp", "diện tích vườn trường"])
def test_what_is_not_held_is_not_said_to_be(country, asked):
    told, _ = services.preview_ask(**request(country, fields=[asked]))

    assert [held.code for held in told[0].held] == []


def test_the_answer_says_what_is_held_and_what_the_rest_costs(country):
    told, cost = services.preview_ask(**request(country))

    assert [bool(one.held) for one in told] == [True, False]
    # one field of 12 seconds for the one learner of the one school, 15 minutes to begin, twice a year
    assert [(one.kind, one.schools, one.count, one.minutes) for one in cost] == [("primary", 1, 1, 30)]
    assert not Ask.objects.for_system("test").exists()


def test_a_request_keeps_only_what_is_not_held_and_is_not_asked_twice(country):
    made = ask(country)

    assert (made.fields, made.state, made.minutes) == ((FAR,), "waiting", 30)
    assert [one.asked for one in made.answers] == ["Ngày sinh"]
    with pytest.raises(AskedAlready) as refused:
        ask(country, title="Như thế nữa", fields=["Khoảng cách từ nhà đến trường"])
    assert refused.value.facts["title"] == "Khảo sát đi lại"
    assert ask(country, title="Trường khác", kinds=["upper"], fields=[FAR]).fields == (FAR,)


def test_what_is_refused_leaves_no_trace(country):
    tries: list[tuple[type[Exception], dict[str, Any]]] = [
        (AlreadyHeld, {"fields": ["Ngày sinh", "Giới tính"]}),
        (AskUnclear, {"legal_basis": " "}), (AskUnclear, {"fields": []}), (AskUnclear, {"kinds": []}),
        (AskUnclear, {"level": "parent"}), (AskUnclear, {"times_a_year": 53}), (AskUnclear, {"due": DAY}),
        (OutOfReach, {"unit": country.elsewhere.pk}),
    ]  # fmt: skip
    for refusal, more in tries:
        with pytest.raises(refusal):
            ask(country, **more)

    assert not Ask.objects.for_system("test").exists()


def test_the_ministry_answers_once_and_the_ledger_counts_what_it_approved(country):
    made, ministry = ask(country), officer(country.ministry, Permission.QUALITY_RULE)
    settle = {"at": NOON, "reference": made.ref}
    with pytest.raises(OutOfReach):
        services.settle_ask(actor=officer(country.province), state="approved", reason="x", **settle)
    with pytest.raises(ReasonMissing):
        services.settle_ask(actor=ministry, state="approved", reason=" ", **settle)
    assert ledger(actor=ministry) == []
    services.settle_ask(actor=ministry, state="approved", reason="Cần cho xe buýt", **settle)
    with pytest.raises(AskSettled):
        services.settle_ask(actor=ministry, state="declined", reason="x", **settle)

    assert ledger(actor=ministry) == [(2026, "primary", 1, 30, 30)]
    assert [one.state for one in asks(actor=ministry)] == ["approved"]
    (entry,) = entries_of([str(Ask.objects.for_system("test").get())], AskAnswered.name)
    assert entry.facts == {"state": "approved", "reason": "Cần cho xe buýt"}
    services.settle_ask(actor=ministry, state="ended", reason="Đã xong", **settle)
    assert ledger(actor=ministry) == []


def test_likeness_is_of_common_trigrams():
    assert key_of("Ngày Sinh", date(2026, 11, 25)) == "ngay sinh"
    assert alike("ngay sinh", "ngay sinh") == 1
    assert alike("ngay sinh", "noi sinh") < 0.62 < alike("trinh do dao tao", "trinh do dao tap")
