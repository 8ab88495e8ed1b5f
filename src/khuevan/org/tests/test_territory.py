"""Territory by day: what ships, what a code meant when, and what became of whom."""

import csv
import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, connection, transaction

from khuevan.access.public import system
from khuevan.journal.public import entries_of
from khuevan.org import conversion, rules, selectors, services
from khuevan.org.commands import org
from khuevan.org.contracts import TerritoryFacts
from khuevan.org.models import Succession, Territory
from khuevan_kernel.identity import search_key

DATA = Path(__file__).parents[5] / "shared" / "data" / "territory"
AT = datetime(2026, 8, 1, tzinfo=UTC)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
ME = system("test")
given = pytest.mark.skipif(not DATA.exists(), reason="the territory data sets are not beside the checkout")


@pytest.fixture
def loaded(db):
    return services.load_territory(actor=ME, at=AT)


def there(found: TerritoryFacts | None) -> TerritoryFacts:
    assert found
    return found


def names(found):
    return {one.code: one.full_name for one in found}


def test_there_are_63_provinces_before_and_34_since_the_first_of_july_2025(loaded):
    assert len(selectors.tree_on(BEFORE, "province")) == 63
    assert len(selectors.tree_on(AFTER, "province")) == 34
    assert len(selectors.tree_on(AFTER, "commune")) == 3321
    assert selectors.tree_on(BEFORE, "commune") == []


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("11", BEFORE, "Tỉnh Điện Biên"), ("11", AFTER, "Tỉnh Điện Biên"),
        ("08", BEFORE, "Tỉnh Tuyên Quang"), ("08", AFTER, "Tỉnh Tuyên Quang"),
        ("15", BEFORE, "Tỉnh Yên Bái"), ("15", AFTER, "Tỉnh Lào Cai"),
        ("24", BEFORE, "Tỉnh Bắc Giang"), ("24", AFTER, "Tỉnh Bắc Ninh"),
        ("46", date(2024, 12, 31), "Tỉnh Thừa Thiên Huế"), ("46", date(2025, 1, 1), "Thành phố Huế"),
        ("75", AFTER, "Tỉnh Đồng Nai"), ("75", date(2026, 4, 30), "Thành phố Đồng Nai"),
    ],
)  # fmt: skip
def test_a_code_means_what_it_meant_that_day(loaded, code, day, name):
    assert there(selectors.province(code, day)).full_name == name


def test_eleven_provinces_went_through_unchanged_and_52_became_23(loaded):
    through = Territory.objects.filter(level="province", since__lt=AFTER).exclude(until__lte=AFTER)
    assert set(through.values_list("code", flat=True)) == {
        "01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46",
    }  # fmt: skip
    merged = Succession.objects.filter(day=AFTER)
    assert merged.count() == 52
    assert merged.values("successor").distinct().count() == 23


def test_a_province_of_2020_is_followed_through_two_changes(loaded):
    binh_phuoc = there(selectors.province("70", date(2020, 1, 1)))
    (now, extent), = selectors.successors(binh_phuoc.id, date(2026, 6, 1))  # fmt: skip
    assert (now.full_name, extent) == ("Thành phố Đồng Nai", "whole")
    (then, _), = selectors.successors(binh_phuoc.id, date(2025, 12, 1))  # fmt: skip
    assert then.full_name == "Tỉnh Đồng Nai"
    then_hue = there(selectors.province("46", date(2020, 1, 1)))
    (hue, kept), = selectors.successors(then_hue.id, AFTER)  # fmt: skip
    assert (hue.full_name, kept) == ("Thành phố Huế", "unchanged")


def test_who_came_from_whom(loaded):
    came = selectors.predecessors(there(selectors.province("68", AFTER)).id)
    assert [(one.code, one.full_name, extent) for one, extent in came] == [
        ("60", "Tỉnh Bình Thuận", "whole"),
        ("67", "Tỉnh Đắk Nông", "whole"),
        ("68", "Tỉnh Lâm Đồng", "whole"),
    ]  # fmt: skip


def test_communes_follow_their_province_through_its_change_of_kind(loaded):
    assert len(selectors.communes("75", date(2026, 6, 1))) == 95
    assert len(selectors.below("75", AFTER)) == 95
    assert names(selectors.communes("75", date(2026, 6, 1)))["26368"] == "Phường Long Thành"
    assert names(selectors.communes("75", AFTER))["26368"] == "Xã Long Thành"


def test_loading_again_changes_nothing_and_is_not_journalled(loaded):
    assert loaded == {"ended": 0, "province": 90, "commune": 3331, "successions": 66}
    assert set(services.load_territory(actor=ME, at=AT).values()) == {0}
    assert len(entries_of(["territory"], "org.territory_loaded")) == 1


def test_the_database_refuses_two_versions_on_one_day(loaded):
    ha_noi = Territory.objects.get(level="province", code="01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Territory.objects.create(
            level="province", code="01", name="x", full_name="x", kind="Tỉnh", since=date(2030, 1, 1)
        )
    assert ha_noi.until is None


@given
def test_the_tables_agree_with_the_statistics_office(loaded):
    old = {}
    with (DATA / "gso_communes_2025-01-04_pre_merger.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            old[row["Mã TP"]] = search_key(row["Tỉnh Thành Phố"])
    assert {
        code: search_key(name) for code, name in names(selectors.tree_on(BEFORE, "province")).items()
    } == old
    units = json.loads(gzip.decompress((DATA / "units_34_3321_2026-07-25.json.gz").read_bytes()))
    new = {province["Code"]: search_key(province["FullName"]) for province in units}
    on_that_day = selectors.tree_on(date(2026, 7, 25), "province")
    assert {code: search_key(name) for code, name in names(on_that_day).items()} == new


def table(*extra, leave_out=(), end="\r\n"):
    """A conversion table in which every commune of 1/7/2025 comes from one old one."""
    lines = [
        "Đơn vị hành chính từ ngày 01/7/2025,,,,,,,,",
        ",".join(f'"{heading}"' for heading in conversion.HEADINGS) + ",",
        "CẢ NƯỚC ,,,,,,,,",
    ]
    lines += [
        f'Tỉnh (00),"{one.full_name}\n",{one.code},Xã Cũ {one.code},{one.code}, Nhập toàn  bộ,'
        "Huyện Một (001),Thành phố Hà Nội (01),"
        for one in selectors.tree_on(AFTER, "commune") if one.code not in leave_out
    ]  # fmt: skip
    return end.join([*lines, *extra, ""]).encode()


def load(data):
    return services.load_conversion(data=data, actor=ME, at=AT)


def row(new, old_name, old_code, note, district="Huyện Một (001)", province="Thành phố Hà Nội (01)"):
    return f"x,Phường Ba Đình,{new},{old_name},{old_code},{note},{district},{province},"


def test_every_row_of_a_table_is_accounted_for(loaded):
    done = load(table(
        row("00004", "Xã Cũ 00008", "00008", "Nhập một phần"),
        row("00004", "Xã Cũ 00008", "00008", "Nhập một phần"),
        row("99999", "Xã Lạ", "00001", "Nhập toàn bộ"), row("00004", "Xã Lạ", "12", "Nhập toàn bộ"),
        row("00004", "Xã Lạ", "00002", "không rõ"), row("00008", "Xã Khác", "00004", "Nhập toàn bộ"),
        row("00008", "", "", "Sắp xếp toàn bộ huyện", "Huyện Đảo (002)"), "x,y",
    ))  # fmt: skip
    assert (done.read, done.loaded, done.banners, done.duplicates, len(done.refused)) == (3330, 3324, 1, 1, 4)
    assert done.read == done.loaded + done.banners + done.duplicates + len(done.refused)
    first = 4 + 2 * 3321
    assert [line for line, _ in done.refused] == [first + 2, first + 3, first + 4, first + 7]
    assert (done.communes, done.districts, done.successions) == (3322, 2, 3324)


def test_a_split_a_place_without_a_code_and_a_whole_district_keep_their_successors(loaded):
    load(table(
        row("00004", "Xã Cũ 00008", "00008", "Nhập một phần"),
        row("00008", "Xã Khác", "00004", "Nhập toàn bộ"),
        row("00025", "", "", "Sắp xếp toàn bộ huyện", "Huyện Đảo (002)"),
    ))  # fmt: skip

    def fate(one):
        return [(now.code, extent) for now, extent in selectors.successors(there(one).id, date(2026, 8, 1))]

    assert fate(selectors.territory("commune", "00008", BEFORE)) == [("00004", "part"), ("00008", "whole")]
    assert fate(selectors.territory("district", "002", BEFORE)) == [("00025", "whole")]
    nameless = [one for one in selectors.tree_on(BEFORE, "commune") if one.code == ""]
    assert [(one.full_name, fate(one)) for one in nameless] == [("Xã Khác", [("00008", "whole")])]
    assert len(selectors.communes("01", BEFORE)) == 3322
    assert selectors.tree_on(AFTER, "district") == []


def test_the_same_table_again_is_a_no_op_that_says_so(loaded):
    data = table()
    assert not load(data).already
    before = Succession.objects.count()
    again = load(data)
    assert (again.already, again.communes, again.successions) == (True, 0, 0)
    assert Succession.objects.count() == before
    with pytest.raises(rules.FileRefused, match="org.file_refused"):
        load(table(row("00004", "Xã Mới", "00001", "Nhập toàn bộ")))


BROKEN = {
    "headings": (lambda data: data.replace("Ghi chú".encode(), b"Note"), "1–5"),
    "cut off in a quote": (lambda data: data[: data.rindex(b'"')], "line"),
    "cut off at a line": (lambda data: data[: len(data) // 2].rsplit(b"\r\n", 1)[0], "line"),
    "not UTF-8": (lambda data: data.decode().encode("utf-16"), "byte 1"),
    "a zip": (lambda data: b"PK\x03\x04" + data, "byte 1"),
    "empty": (lambda data: b"", "file"),
    "a NUL": (lambda data: data.replace(b"CU", b"C\0").replace(b"00004,", b"\x0000004,", 1), "sign"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_another_file_is_refused_with_place_rule_and_remedy_and_leaves_no_trace(loaded, fault):
    spoil, place = BROKEN[fault]
    count = Territory.objects.count()
    with pytest.raises(rules.FileRefused) as refused:
        load(spoil(table()))
    assert place in str(refused.value.facts["place"])
    assert refused.value.facts["rule"]
    assert refused.value.facts["remedy"]
    assert Territory.objects.count() == count
    assert len(entries_of(["territory"], "org.territory_loaded")) == 1


@given
def test_the_statistics_offices_own_table_is_read_whole(loaded):
    done = load((DATA / "nso_conversion_old_to_new_2025-07.csv").read_bytes())
    assert (done.read, done.loaded, done.banners, done.duplicates, done.refused) == (10605, 10571, 34, 0, ())
    assert (done.districts, done.successions) == (696, 10571)
    ba_dinh = there(selectors.territory("commune", "00019", BEFORE))
    assert len(selectors.successors(ba_dinh.id, AFTER)) == 4
    con_co = there(selectors.territory("district", "471", BEFORE))
    assert con_co.parent_code == "45"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM org_territory t WHERE level = 'commune' AND until = %s"
            " AND NOT EXISTS (SELECT FROM org_succession s WHERE s.predecessor_id = t.id)",
            [AFTER],
        )
        assert cursor.fetchone() == (0,)


@given
def test_an_independent_count_of_the_table_agrees_with_what_stands(loaded):
    file = DATA / "nso_conversion_old_to_new_2025-07.csv"
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = [row[1:8] for row in list(csv.reader(text))[2:] if any(row[1:])]
    assert len(rows) == 10571
    done = load(file.read_bytes())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.code, n.code FROM org_succession s JOIN org_territory n ON n.id = s.successor_id"
            " JOIN org_territory p ON p.id = s.predecessor_id"
            " WHERE p.level = 'commune' AND p.code <> '' AND p.until = %s",
            [AFTER],
        )
        kept = cursor.fetchall()
    said = [(row[3].strip(), row[1].strip()) for row in rows if row[3].strip()]
    codeless = [why.split()[1] for _, why in done.remarks if "chưa rõ mã" in why]
    assert len(said) - len(codeless) == len(kept)
    assert sorted(one for one in said if one[0] not in codeless) == sorted(
        one for one in kept if one[0] not in codeless
    )
    districts = {row[5].strip()[-4:-1] for row in rows}
    assert len(districts) == Territory.objects.filter(level="district").count() == 696
    assert Succession.objects.filter(source__startswith="Bảng").count() == len(rows)


def test_the_command_says_what_it_loaded_in_both_languages_and_once(db):
    first = CliRunner().invoke(org, ["load-territory"]).output
    assert "Đã nạp 90 tỉnh" in first
    assert "Loaded 90 provinces" in first
    again = CliRunner().invoke(org, ["load-territory"]).output
    assert "Địa bàn đã đủ" in again
    assert "nothing changed" in again
    counts = json.loads(CliRunner().invoke(org, ["load-territory", "--json"]).output.splitlines()[-1])
    assert counts == {"ended": 0, "province": 0, "commune": 0, "successions": 0}


def test_the_command_for_a_table_prints_one_object_last_and_refuses_another_file(loaded, tmp_path):
    (tmp_path / "table.csv").write_bytes(table())
    (tmp_path / "broken.csv").write_bytes(b"a,b")

    def run(name, *more):
        return CliRunner().invoke(org, ["load-conversion", str(tmp_path / name), *more])

    told = json.loads(run("table.csv", "--json").output.splitlines()[-1])
    assert (told["already"], told["read"], told["loaded"], told["banners"]) == (False, 3322, 3321, 1)
    again = run("table.csv").output
    assert "không có gì thay đổi" in again
    assert "Read 3322 rows: 3321 loaded, 1 banners" in again
    refused = run("broken.csv")
    assert refused.exit_code == 1
    assert "Không nhận tệp / File refused: broken.csv" in refused.output
    assert "Cách sửa / Remedy" in refused.output
    assert json.loads(run("broken.csv", "--json").output)["code"] == "org.file_refused"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("bac ha lao cai", ("02839", "Xã Bắc Hà, Tỉnh Lào Cai", None)),
        ("Xã Bắc Hà, Tỉnh Lào Cai", ("02839", "Xã Bắc Hà, Tỉnh Lào Cai", None)),
        ("02839", ("02839", "Xã Bắc Hà, Tỉnh Lào Cai", None)),
        ("ha noi", ("01", "Thành phố Hà Nội", None)),
    ],
)
def test_a_place_is_found_by_a_part_of_its_name_without_tone_marks_or_by_its_code(loaded, text, first):
    assert selectors.find_places(text, AFTER)[0] == first


def test_what_is_no_more_is_found_after_what_stands(loaded):
    found = selectors.find_places("hà giang", AFTER, 100)

    ended = [one.until is not None for one in found]
    assert ended == sorted(ended)
    assert next(one for one in found if one.until) == ("02", "Tỉnh Hà Giang", AFTER)
    assert selectors.find_places("hà giang", BEFORE)[0] == ("02", "Tỉnh Hà Giang", None)


def test_no_words_and_words_of_nowhere_find_no_place(loaded):
    assert selectors.find_places("  ", AFTER) == selectors.find_places("xã không đâu cả", AFTER) == []
