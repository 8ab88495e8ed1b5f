"""Units are found by what they are called; what half of them are called weighs nothing."""

from datetime import UTC, date, datetime

import pytest

from khuevan.access.public import system
from khuevan.org import selectors, services
from khuevan.org.contracts import Kind

AT, SINCE = datetime(2026, 8, 1, tzinfo=UTC), date(2025, 7, 1)
UNITS = (
    (Kind.PROVINCE, "Sở Giáo dục và Đào tạo Trần Phú"),
    (Kind.UPPER, "Trường THPT Trần Phú"),
    (Kind.PRIMARY, "Trường Tiểu học Trần Phú"),
    (Kind.PRIMARY, "Trường Tiểu học Trần Phú B"),
    (Kind.PRIMARY, "Trường Tiểu học Nam Trần Phú"),
    (Kind.LOWER, "Trường THCS Phú Trần"),
    (Kind.LOWER, "Trường THCS Trần Phúc"),
    (Kind.UPPER, "Trường THPT Lê Lợi"),
    (Kind.UNIVERSITY, "Đại học Bách khoa"),
    (Kind.COMMUNE, "Phòng Văn hóa – Xã hội phường Hòa Lợi"),
    (Kind.COMMUNE, "Phòng Văn hóa – Xã hội xã Tân An"),
)


@pytest.fixture
def register(db):
    me = system("test")
    ministry = services.found_unit(kind=Kind.MINISTRY, name="Bộ", since=SINCE, actor=me, at=AT).id
    for kind, name in UNITS:
        services.found_unit(kind=kind, name=name, since=SINCE, parent=ministry, actor=me, at=AT)


def names(text, **filters):
    return [one.name for one in selectors.browse_units(text=text, **filters).units]


def test_the_proper_name_comes_first_then_what_begins_with_it_then_what_holds_it(register):
    assert names("tran phu") == [
        "Trường THPT Trần Phú",
        "Trường Tiểu học Trần Phú",
        "Sở Giáo dục và Đào tạo Trần Phú",
        "Trường Tiểu học Trần Phú B",
        "Trường Tiểu học Nam Trần Phú",
        "Trường THCS Phú Trần",
        "Trường THCS Trần Phúc",
    ]


@pytest.mark.parametrize("text", ["trường tiểu học trần phú", "tieu hoc tran phu"])
def test_the_kind_that_was_typed_narrows(register, text):
    assert names(text) == [
        "Trường Tiểu học Trần Phú",
        "Trường Tiểu học Trần Phú B",
        "Trường Tiểu học Nam Trần Phú",
    ]


@pytest.mark.parametrize("text", ["trường đại học bách khoa", "hoc vien bach khoa"])
def test_a_kind_that_the_register_says_otherwise_does_not_hide_the_name(register, text):
    assert names(text) == ["Đại học Bách khoa"]


def test_a_word_of_what_an_office_is_called_finds_only_those_who_are_named_so(register):
    assert names("hòa") == ["Phòng Văn hóa – Xã hội phường Hòa Lợi", "Đại học Bách khoa"]
    assert names("phòng văn hóa tân an") == ["Phòng Văn hóa – Xã hội xã Tân An"]


def test_a_kind_alone_finds_all_of_it(register):
    assert names("thpt") == ["Trường THPT Lê Lợi", "Trường THPT Trần Phú"]


def test_all_are_leafed_through_institutions_before_offices_and_none_twice(register):
    pages = [selectors.browse_units(number=number, size=4) for number in (1, 2, 3, 99)]
    seen = [one.name for page in pages[:3] for one in page.units]

    assert sorted(seen) == sorted(["Bộ", *(name for _, name in UNITS)])
    assert set(seen[-4:]) == {"Bộ", *(name for kind, name in UNITS if kind in {Kind.PROVINCE, Kind.COMMUNE})}
    assert [(page.number, page.total) for page in pages] == [(1, 12), (2, 12), (3, 12), (3, 12)]


def test_filters_stand_together(register):
    assert names("tran phu", kind=Kind.UPPER) == ["Trường THPT Trần Phú"]
    assert names("tran phu", province="01") == []


def test_what_the_patterns_of_the_database_would_read_is_only_text(register):
    assert names("100% tran_phu") == []
    assert names("(tran") == []


def test_the_list_says_what_it_shows_and_what_to_do_without_any(register, client):
    page = client.get("/units", {"kind": "upper", "page": "7"}).content.decode()
    assert "2 đơn vị khớp bộ lọc" in page
    assert "Trường THPT Lê Lợi" in page

    nothing = client.get("/units", {"q": "không có", "kind": "no-kind"}).content.decode()
    assert "Không có đơn vị nào khớp bộ lọc" in nothing
    assert "<table" not in nothing
