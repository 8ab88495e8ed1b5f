"""A registrar takes somebody in by hand: nobody twice, all of it or nothing, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from khuevan.access.contracts import Role
from khuevan.access.models import Account
from khuevan.access.public import create_account, give_grant, reaching, system
from khuevan.journal.models import Entry
from khuevan.org.models import Unit
from khuevan.org.public import unit_references
from khuevan.people.models import DuplicatePair, Guardian, Identifier, Person
from khuevan.people.public import person_references
from khuevan.schooling.models import Employment, Enrolment, SchoolClass
from khuevan.schooling.selectors.classes import class_references
from khuevan.schooling.tests.conftest import ROOT, enrol

PUPIL = {
    "name": "Giàng Thị Mỷ", "birth": "4/3/2020", "sex": "2", "ethnicity": "12", "nationality": "VN",
    "national": "", "birthplace": "", "birthplace_detail": "", "residence": "", "residence_detail": "Bản Phố",
    "guardian-kinship": "mother", "guardian-name": "Vàng Thị Say", "guardian-phone": "0912 345 678",
    "guardian-national": "", "since": "2026-09-05", "entry": "new",
}  # fmt: skip
TEACHER = PUPIL | {"name": "Lê Văn Tám", "birth": "17/9/1990", "role": "teacher", "subject": "toan"}


@pytest.fixture
def school(world, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    return world["98"]["primary"]


@pytest.fixture
def registrar(school):
    now = timezone.now()
    account = create_account(username="giaovu", name="Giáo vụ", actor=system("test"), at=now)
    since, until = now - timedelta(hours=1), now + timedelta(days=1)
    give_grant(account=account.id, role=Role.REGISTRAR, path=school.path, since=since, until=until,
               actor=system("test"), at=now)  # fmt: skip
    client = Client()
    client.force_login(Account.objects.get(pk=account.id))
    return client


def address(school, way="class"):
    if way == "staff":
        return reverse("person-new", args=[way, unit_references().of(school.pk)])
    group = SchoolClass.objects.for_system("test").get(unit=school, grade=1)
    return reverse("person-new", args=[way, class_references().of(group.pk)])


_sent = iter(range(10**6))


def send(registrar, where, told):
    answer = registrar.post(where, told | {"_once": str(next(_sent))})
    reaching(ROOT)
    return answer


def seen(answer):
    """The mark of the records that the page showed."""
    return re.findall(r'name="seen" value="([^"]+)"', answer.content.decode())[0]


def written():
    """How much there is of everything that entering writes."""
    rows = (Person, Guardian, Identifier, Enrolment, Employment, DuplicatePair)
    return [one.objects.for_system("test").count() for one in rows] + [Entry.objects.count()]


def test_a_pupil_without_a_record_gets_one_with_guardian_and_place_in_one_go(school, registrar):
    answer = send(
        registrar, address(school), PUPIL | {"name": "Gia\u0300ng Thi\u0323 My\u0309", "birth": "2020"}
    )

    assert answer.status_code == 302 and answer["Location"].startswith("/classes/")
    row = Person.objects.for_system("test").get(search_name="giang thi my")
    assert (row.name, row.birth_precision, row.unit) == ("Giàng Thị Mỷ", "y", school)
    guardian = Guardian.objects.for_system("test").get(child=row)
    assert (guardian.name, guardian.kinship, guardian.phone) == ("Vàng Thị Say", "mother", "0912345678")
    assert Enrolment.objects.for_system("test").get(person=row).grade == 1
    events = [one.event for one in Entry.objects.order_by("-pk")[:3]]
    assert events == ["schooling.learner-enrolled", "people.guardian-edited", "people.person-recorded"]
    assert not Identifier.objects.for_system("test").filter(person=row).exists()


def test_a_wrong_national_number_is_kept_and_doubted_and_stops_nobody(school, registrar):
    answer = send(registrar, address(school), PUPIL | {"national": "12"})

    assert answer.status_code == 302
    row = Identifier.objects.for_system("test").get(value="12")
    assert (row.scheme, row.status) == ("national", "doubtful")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"birth": "31/2/2020"}, "birth", "không có trong lịch"),
        ({"birth": "4/3/1920"}, "birth", "lệch một trăm năm"),
        ({"birth": "4/3/1920"}, "birth", "43/2019/QH14"),
        ({"birth": ""}, "birth", "Chưa có ngày sinh"),
        ({"birth": "4/3/2007"}, "birth", "tuổi của khối lớp"),
        ({"name": "An 3"}, "name", "chữ số"),
        ({"since": "2027-09-05"}, "since", "không thuộc năm học"),
        ({"residence": "xã không đâu cả"}, "residence", "Không có xã"),
        ({"guardian-name": ""}, "guardian-name", "Chưa có họ và tên"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(school, registrar, change, field, words):
    before = written()

    answer = send(registrar, address(school), PUPIL | change)

    page = answer.content.decode()
    assert answer.status_code == 422
    [why] = re.findall(rf'<p class="why" id="id_{field}_error">(.*?)</p>', page)
    assert words in why
    assert "Bản Phố" in page and "0912 345 678" in page  # what was typed is there still
    assert written() == before


def test_a_closed_school_takes_nobody_in(school, registrar):
    Unit.objects.for_system("test").filter(pk=school.pk).update(status="suspended")
    before = written()
    answer = send(registrar, address(school), PUPIL)

    assert answer.status_code == 422
    assert "Trường đã đóng, tạm dừng" in answer.content.decode()
    assert "Điều 10" in answer.content.decode()
    assert written() == before


def test_the_same_is_said_in_english(school, registrar):
    with translation.override("en"):
        page = registrar.post(
            address(school), PUPIL | {"birth": "4/3/1920", "_once": "en"}, headers={"accept-language": "en"}
        ).content.decode()

    assert "a century off" in page and "43/2019/QH14" in page


def standing(school, **more):
    """The pupil, who has a record at a school already and no place this year."""
    told = {"name": "Giàng Thị Mỷ", "search_name": "giang thi my", "sort_name": "my", "sex": 2,
            "birth_date": "2020-03-04", "unit": school}  # fmt: skip
    return Person.objects.create(**told | more)


def test_who_is_here_already_is_shown_beside_what_was_typed_and_taken_in(school, registrar):
    row = standing(school)
    before = written()

    page = send(registrar, address(school), PUPIL | {"national": "001320000017"})

    assert page.status_code == 422 and written() == before
    text = page.content.decode()
    assert "Có thể người này đã có hồ sơ" in text and 'value="001320000017"' in text
    choice = {"who": person_references().of(row.pk), "seen": seen(page)}
    done = send(registrar, address(school), PUPIL | {"national": "001320000017"} | choice)

    assert Enrolment.objects.for_system("test").get(person=row.pk).unit == school
    assert Person.objects.for_system("test").filter(search_name="giang thi my").count() == 1
    # What was typed and the record does not say is shown, and goes on to the page that edits.
    assert done.status_code == 200
    assert "001320000017" in done.content.decode() and "Vàng Thị Say" in done.content.decode()
    assert not Identifier.objects.for_system("test").filter(person=row.pk).exists()


def test_somebody_else_of_the_same_name_needs_a_reason_and_the_pair_is_decided(school, registrar):
    row = standing(school)
    page = send(registrar, address(school), PUPIL)
    other = PUPIL | {"who": "other", "seen": seen(page)}
    before = written()
    without = send(registrar, address(school), other)
    assert without.status_code == 422 and written() == before

    done = send(registrar, address(school), other | {"reason": "Hai giấy khai sinh"})

    assert done.status_code == 302
    new = Person.objects.for_system("test").exclude(pk=row.pk).get(search_name="giang thi my")
    pair = DuplicatePair.objects.for_system("test").get()
    assert (pair.a, pair.b, pair.state, pair.reason) == (row.pk, new.pk, "different", "Hai giấy khai sinh")


def test_a_record_of_another_school_is_masked_and_the_way_on_is_a_transfer(world, school, registrar):
    beyond = standing(world["99"]["primary"])

    page = send(registrar, address(school), PUPIL)

    text = page.content.decode()
    assert page.status_code == 422
    assert "primary99" in text and reverse("transfer-ask-for") in text
    assert person_references().of(beyond.pk) not in text
    again = PUPIL | {"who": person_references().of(beyond.pk), "seen": seen(page)}
    assert send(registrar, address(school), again).status_code == 422  # nobody may choose what is masked

    told = {"who": "other", "seen": seen(page), "reason": "Sinh đôi"}
    assert send(registrar, address(school), PUPIL | told).status_code == 302
    assert DuplicatePair.objects.for_system("test").get().state == "unsure"


def test_who_was_entered_meanwhile_is_shown_before_anything_is_written(world, school, registrar):
    standing(world["99"]["primary"])
    page = send(registrar, address(school), PUPIL)
    standing(school)
    before = written()

    told = {"who": "other", "seen": seen(page), "reason": "Sinh đôi"}
    again = send(registrar, address(school), PUPIL | told)

    assert again.status_code == 422 and written() == before
    assert "Là người này" in again.content.decode()


def test_who_has_a_place_at_another_school_is_not_put_into_two(world, school, registrar):
    held = enrol(world["99"]["primary"], 1)
    Person.objects.for_system("test").filter(pk=held.person_id).update(
        name="Giàng Thị Mỷ", search_name="giang thi my", birth_date="2020-03-04", sex=2, unit=school
    )
    page = send(registrar, address(school), PUPIL)
    before = written()

    choice = {"who": person_references().of(held.person_id), "seen": seen(page)}
    answer = send(registrar, address(school), PUPIL | choice)

    assert answer.status_code == 422
    assert "một người chỉ học một trường" in answer.content.decode()
    assert [*written()[:-1]] == [*before[:-1]]


def test_staff_are_taken_in_with_their_post_and_not_twice(school, registrar):
    where = address(school, "staff")

    assert send(registrar, where, TEACHER).status_code == 302
    work = Employment.objects.for_system("test").get(person__search_name="le van tam")
    assert (work.role, work.subject, work.unit) == ("teacher", "toan", school)

    page = send(registrar, where, TEACHER)
    choice = {"who": person_references().of(work.person_id), "seen": seen(page)}
    again = send(registrar, where, TEACHER | choice)
    assert again.status_code == 422 and "đang làm việc ở trường rồi" in again.content.decode()


def test_a_class_beyond_reach_and_an_unknown_way_are_not_found(world, registrar):
    other = world["99"]["primary"]
    group = SchoolClass.objects.for_system("test").get(unit=other)
    reference = class_references().of(group.pk)

    assert registrar.get(reverse("person-new", args=["class", reference])).status_code == 404
    assert registrar.get(reverse("person-new", args=["door", reference])).status_code == 404
