"""Files of every layout are read exactly or refused by name; what was refused leaves no trace."""

import gzip
import json
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from click.testing import CliRunner
from django.db import connection

from khuevan.access.public import NOBODY, OutOfReach, system
from khuevan.exams import services
from khuevan.exams.commands import exams
from khuevan.exams.contracts import Reading
from khuevan.exams.figures import statistics
from khuevan.exams.layouts import read_mapping
from khuevan.exams.models import CouncilSize, Load, Result, SupersededResult, Tally
from khuevan.exams.rules import FileRefused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 1, tzinfo=UTC)
PLAIN = "SBD,Toan,NguVan\n01000001,8.2,7\n02000002,,6.33\n"


def load(text, year=2021, **reading):
    data = text if isinstance(text, bytes) else text.encode()
    return services.load_results(
        actor=system("test"), data=data, year=year, reading=Reading(**reading), at=AT
    )


def marks(number, *subjects):
    return Result.objects.values_list(*subjects).get(number=number)


def codes(loaded):
    return [(one.row, one.column, one.code) for one in loaded.faults]


def entries():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry WHERE event = 'exams.results_loaded'")
        return cursor.fetchone()[0]


def nothing_stands():
    return not any(model.objects.exists() for model in (Result, Load, Tally, CouncilSize)) and entries() == 0


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        "\ufeff" + PLAIN,
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        gzip.compress(PLAIN.encode(), mtime=0),
        pa.compress(PLAIN.encode(), "zstd", asbytes=True),
        '"Số báo danh";"TOÁN";"Ngữ văn"\n"01000001";"8,2";"7,00"\n"02000002";"-1";"6,33"\n',
        "Kết quả thi\n\nSoBaoDanh;Điểm Toán;VĂN\n01000001;8,20;7\n\n02000002;;6,33\n",
        "STT,sbd,toan,van,Năm,Mã hội đồng\n1,01000001,8.2,7,2021,1\n2,02000002,-1,6.33,2021,02\n",
    ],
)
def test_one_year_in_many_layouts_is_the_same_marks(text):
    loaded = load(text)

    assert (loaded.status, loaded.inserted) == ("loaded", 2)
    assert marks("01000001", "mathematics", "literature") == (820, 700)
    assert marks("02000002", "mathematics", "literature") == (None, 633)


def test_a_language_is_known_by_its_column_or_its_code():
    load("SBD;Toan;Ngoai ngu (N1);Ngoai ngu (N3)\n03000001;8;7.40;-1\n03000002;8;-1;6\n")
    load("sbd,Ngoại ngữ,Mã môn ngoại ngữ\n03000003,5,N2\n03000004,5.2,Tiếng Nhật\n03000005,,\n", year=2024)

    assert marks("03000001", "foreign_language", "language") == (740, "N1")
    assert marks("03000002", "foreign_language", "language") == (600, "N3")
    assert marks("03000003", "foreign_language", "language") == (500, "N2")
    assert marks("03000004", "foreign_language", "language") == (520, "N6")
    assert marks("03000005", "foreign_language", "language") == (None, None)


def test_words_are_kept_and_counted_beside_the_numbers():
    load("SBD,Toan\n01000001,Đ\n01000002,CĐ\n01000003,m\n01000004,7\n")

    entry = statistics(2021)["subjects"][0]

    assert (entry["count"], entry["mean"], entry["words"]) == (1, "7.00", {"Đ": 1, "CĐ": 1, "M": 1})


def test_a_candidate_without_marks_is_a_candidate():
    load("SBD,Toan\n01000001,\n01000002,7\n")

    assert (statistics(2021)["candidates"], statistics(2021)["subjects"][0]["count"]) == (2, 1)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("1000001,8,7", "number-lost-zero"),
        ("0100001x,8,7", "number-wrong"),
        (",8,7", "number-missing"),
        ("20000001,8,7", "council-unknown"),
        ("30000001,8,7", None),
        ("01000001,8,7,6", "row-ragged"),
        ("01000001,8", "row-ragged"),
        ("01000001,8.234,7", "mark-too-many-decimals"),
        ("01000001,10.25,7", "mark-above-ten"),
        ("01000001,-3,7", "mark-below-nought"),
        ("01000001,vắng,7", "mark-not-understood"),
        ("02000002,8,7", "number-twice"),
    ],
)
def test_a_wrong_row_keeps_the_whole_file_out_and_is_named(row, fault):
    loaded = load(f"SBD,Toan,NguVan\n02000002,8,7\n{row}\n")

    if fault is None:
        assert loaded.status == "loaded"
        return
    assert loaded.status == "refused"
    assert (3, fault) in [(one.row, one.code) for one in loaded.faults]
    assert nothing_stands()


@pytest.mark.parametrize(
    ("text", "year", "fault"),
    [
        ("SBD,Toan,Họ tên\n01000001,8,A\n", 2021, "heading-unknown"),
        ("SBD,Toan,Toán\n01000001,8,8\n", 2021, "heading-twice"),
        ("SBD,TinHoc\n01000001,8\n", 2021, "subject-not-in-year"),
        ("SBD,GDCD\n01000001,8\n", 2026, "subject-not-in-year"),
        ("a,b\n1,2\n", 2021, "no-heading"),
        ("", 2021, "file-empty"),
        (PLAIN, 1999, "year-unknown"),
        (PLAIN, 0, "year-unknown"),
        (PLAIN, 99999, "year-unknown"),
        ("SBD,Toan\n", 2021, "file-empty"),
        ("SBD,Toan\n,\n\n", 2021, "file-empty"),
        (b"PK\x03\x04....", 2021, "file-is-workbook"),
        (gzip.compress(PLAIN.encode(), mtime=0)[:-9], 2021, "file-damaged"),
        (pa.compress(PLAIN.encode() * 50, "zstd", asbytes=True)[:-9], 2021, "file-damaged"),
        (b"SBD,Toan\n01000001,\xff\xfe8\n", 2021, "encoding-unknown"),
        ('SBD,Toan\n01000001,"8\n', 2021, "file-damaged"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_by_name(text, year, fault):
    with pytest.raises(FileRefused) as no:
        load(text, year=year)

    assert no.value.code == fault
    assert nothing_stands()


def test_eleven_is_bac_kan_in_2025_and_dien_bien_in_2026():
    load("SBD,Toan\n11000001,8\n", year=2025)
    load("SBD,Toan\n11000001,8\n", year=2026)

    assert [statistics(year)["councils"][0]["name"] for year in (2025, 2026)] == ["Bắc Kạn", "Điện Biên"]


def test_numbers_of_clusters_are_taken_up_to_2016_and_name_their_cluster():
    text = "SBD,Toan\nHDT000001,8\nHDT000002,7\n01000001,6\n"
    loaded, refused = load(text, year=2016), load(text, year=2017)

    assert (loaded.inserted, marks("HDT000002", "mathematics")) == (3, (700,))
    told = [(one["code"], one["name"], one["candidates"]) for one in statistics(2016)["councils"]]
    assert told == [("01", "Hà Nội", 1), ("HDT", "HDT", 2)]
    assert [code for _, _, code in codes(refused)] == ["number-wrong", "number-wrong"]


def test_row_by_row_loads_what_is_right_and_gives_the_rest_back_to_mend():
    loaded = load("SBD,Toan\n01000001,8\n01000002,11\n", row_by_row=True)

    assert (loaded.inserted, loaded.refused, codes(loaded)) == (1, 1, [(3, "Toan", "mark-above-ten")])
    mended = loaded.marked_file.decode().replace(",11,", ",10,")
    again = load(mended)
    assert (again.status, again.inserted, marks("01000002", "mathematics")) == ("loaded", 1, (1000,))


def test_the_same_file_again_is_known_and_changes_nothing():
    load(PLAIN)

    again = load(PLAIN)

    assert (again.status, again.inserted, again.updated, entries()) == ("known", 0, 0, 1)


def test_another_file_of_the_same_candidates_changes_what_differs_and_keeps_what_stood():
    load(PLAIN)

    loaded = load("SBD,Toan,NguVan\n01000001,9,7\n02000002,,6.33\n03000003,1,1\n")

    assert (loaded.inserted, loaded.updated, loaded.unchanged) == (1, 1, 1)
    kept = SupersededResult.objects.values_list("number", "mathematics", "superseded_by")
    assert list(kept) == [("01000001", 820, Load.objects.latest("id").pk)]
    assert [one["count"] for one in statistics(2021)["subjects"]] == [2, 3]


def test_totals_are_checked_and_never_loaded():
    loaded = load("SBD,Toan,VatLy,HoaHoc,KhoiA,KHTN,TongDiem\n01000001,8,7,6,21,,9\n01000002,8,7,6,22,,9\n")

    assert loaded.status == "loaded"
    assert [(one.row, one.column, one.value) for one in loaded.totals_wrong] == [(3, "KhoiA", "22")]


def test_two_foreign_languages_are_one_too_many():
    loaded = load("SBD,N1,N2\n01000001,8,7\n")

    assert codes(loaded) == [(2, "", "two-languages")]


def test_a_mapping_file_names_unknown_headings():
    mapping = read_mapping(
        '[headings]\n"Môn 1" = "mathematics"\n"Họ tên" = "ignore"\n"Mã" = "number"\n'.encode()
    )

    loaded = load("Mã,Họ tên,Môn 1\n01000001,A,8\n", mapping=mapping)

    assert (loaded.inserted, marks("01000001", "mathematics")) == (1, (800,))


def test_a_lost_zero_is_put_back_only_when_told():
    loaded = load("SBD,Toan\n1000001,8\n", pad_numbers=True)

    assert (loaded.inserted, marks("01000001", "mathematics")) == (1, (800,))


def test_moved_zeros_are_put_back_where_the_file_proves_it_and_nowhere_else():
    head = "".join(f"{c}000001,8\n" for c in (30, 40, 50))
    tail = "".join(f"{c}000001,9\n" for c in (10, 30, 40, 50))

    proved = load("SBD,Toan\n" + head + tail)
    doubled = load("SBD,Toan\n30000001,8\n30000001,9\n", year=2022)

    assert proved.moved_zeros == ("30→03", "40→04", "50→05")
    assert (marks("03000001", "mathematics"), marks("30000001", "mathematics")) == ((800,), (900,))
    assert (doubled.status, doubled.moved_zeros) == ("refused", ())


def test_who_may_not_load_finds_nothing():
    with pytest.raises(OutOfReach):
        services.load_results(actor=NOBODY, data=PLAIN.encode(), year=2021, reading=Reading(), at=AT)

    assert nothing_stands()


def test_the_command_tells_in_both_languages_and_ends_with_one_object(tmp_path):
    file = tmp_path / "kq.csv"
    file.write_text("SBD,Toan\n01000001,11\n")

    ran = CliRunner().invoke(
        exams, ["load-results", str(file), "--year", "2021", "--errors", str(tmp_path / "e.csv"), "--json"]
    )

    told = json.loads(ran.stdout.splitlines()[-1])
    assert (ran.exit_code, told["status"], told["faults"][0]["code"]) == (1, "refused", "mark-above-ten")
    assert "lớn hơn 10" in ran.output and "above 10" in ran.output
    assert (tmp_path / "e.csv").read_bytes().startswith(b"\xef\xbb\xbfSBD,Toan,khuevan_row")
