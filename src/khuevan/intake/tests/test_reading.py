"""What Vietnamese offices hand in is read: encodings, delimiters, packing, dates."""

import gzip
import unicodedata
from datetime import date
from io import BytesIO

import openpyxl
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.intake import selectors
from khuevan.intake.contracts import Phase
from khuevan.intake.reading import legacy, text
from khuevan.intake.tests.conftest import LEARNERS, bring_in, csv, rows_in

NAMES = [
    "Nguyễn Thị Hoàng Yến", "Trần Đức Thắng", "Lê Văn Tuấn", "Phạm Quỳnh Như",
    "Vũ Hoài Đức", "Đặng Thuỳ Trâm",
    "Hoàng Ngọc Ánh", "Bùi Xuân Trường", "Đỗ Mỹ Duyên", "Ngô Bảo Châu", "Lý Thường Kiệt", "Hồ Quý Ly",
]  # fmt: skip
LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"


def inverse(convert, units):
    table = {convert(unit): unit for unit in units}
    return lambda words: "".join(table.get(letter, letter) for letter in words)


HIGH = [chr(n) for n in range(0xA1, 0x100)]
to_tcvn3 = inverse(legacy.from_tcvn3, HIGH)
to_vni = inverse(legacy.from_vni, [*HIGH, *(a + b for a in "aeouyAEOUYôöÔÖ" for b in HIGH)])


def roster(encode):
    lines = [f"{n:04},{name},1,,,,,," for n, name in enumerate(NAMES)]
    return encode(csv(*lines).decode())


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_has_its_place_in_the_legacy_tables(letter):
    assert legacy.from_tcvn3(to_tcvn3(letter)) == letter
    assert legacy.from_vni(to_vni(letter)) == letter
    assert to_vni(letter) != letter or letter in "íì"
    assert legacy.from_vni(to_vni(letter.upper())) == letter.upper()


def test_known_words_of_the_legacy_encodings():
    assert legacy.from_tcvn3("NguyÔn V¨n §øc") == "Nguyễn Văn Đức"
    assert legacy.from_vni("Nguyeãn Vaên Ñöùc") == "Nguyễn Văn Đức"


@pytest.mark.parametrize(
    "encode",
    [
        lambda t: t.encode(),
        lambda t: t.encode("utf-8-sig"),
        lambda t: t.encode("utf-16"),
        lambda t: t.encode("utf-16-le"),
        lambda t: t.encode("utf-16-be"),
        lambda t: unicodedata.normalize("NFD", t).encode(),
        lambda t: to_tcvn3(t).encode("cp1252"),
        lambda t: to_vni(t).encode("cp1252"),
        lambda t: t.replace("\n", "\r\n").encode(),
        lambda t: gzip.compress(t.encode()),
        lambda t: bytes(pa.compress(t.encode(), codec="zstd", asbytes=True)),
        lambda t: b"sep=;\r\n" + t.replace(",", ";").encode(),
        lambda t: t.replace(",", "\t").encode(),
        lambda t: t.replace(",", "|").encode(),
    ],
)  # fmt: skip
def test_names_come_out_composed_whatever_they_were_written_in(importable, encode):
    done = bring_in(roster(encode))

    assert done.phase is Phase.DONE, done.refusal
    assert [row[1] for row in rows_in()] == NAMES


def test_windows_1258_is_read(importable):
    def cp1258(words):
        apart = {letter: unicodedata.normalize("NFD", letter) for letter in words}
        out = b""
        for letter in words:
            try:
                out += letter.encode("cp1258")
            except UnicodeEncodeError:
                base = unicodedata.normalize(
                    "NFC",
                    apart[letter][0] + "".join(c for c in apart[letter][1:] if c in "\u0302\u0306\u031b"),
                )
                tone = "".join(c for c in apart[letter][1:] if c not in "\u0302\u0306\u031b")
                out += base.encode("cp1258") + tone.encode("cp1258")
        return out

    assert bring_in(roster(cp1258)).phase is Phase.DONE
    assert [row[1] for row in rows_in()] == NAMES


def test_text_that_might_be_two_things_is_refused_by_name(importable):
    done = bring_in(csv("0001,x,1,,,,,,").replace(b"x", bytes([0xA1, 0xFE, 0xB3, 0xDF, 0xB2])))

    assert (done.phase, [fault.code for fault in done.refusal]) == (Phase.REFUSED, ["KV-I-0005"])


@given(
    st.lists(st.text(st.sampled_from(['"', "\n", "a", ","]), max_size=6), max_size=12),
)
def test_a_block_never_ends_inside_quotation_marks(cells):
    buffer = "".join('"' + cell.replace('"', '""') + '"\n' for cell in cells).encode()
    ends = {
        len("".join('"' + c.replace('"', '""') + '"\n' for c in cells[:n]).encode()) - 1
        for n in range(len(cells) + 1)
    }

    for cut in range(len(buffer) + 1):
        end = text.last_break(buffer[:cut])
        assert end in ends or (end == -1 and not any(0 <= e < cut for e in ends))


def book(rows, title="Học sinh thử", hidden=()):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for number, row in rows.items():
        for at, value in enumerate(row, 1):
            sheet.cell(number, at, value)
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_workbook_is_read_with_rows_as_excel_counts_them(importable):

    names = [one.name for one in LEARNERS.columns]
    content = book(
        {
            3: names,
            4: ["0001", "Hoa", 2, date(2010, 5, 1), 2010, 151.5, 9.25, 10, True],
            5: ["0002", "Lan", 1, "31/12/2013", "5/2013", "140,5", 7, 7, "Không"],
            7: ["0003", None, 1],
        },
        hidden=[5],
    )
    done = bring_in(content, filename="x.xlsx", mode="rows")

    assert (done.phase, done.accepted, done.refused) == (Phase.DONE, 2, 1)

    assert selectors.faults(done).rows() == [(7, "name", "KV-I-0301", "")]
    assert [str(cell) for cell in rows_in()[0]] == [
        "0001", "Hoa", "2", "2010-05-01", "2010", "151.5", "9.25", "10", "True",
    ]  # fmt: skip


def test_parquet_is_read(importable):
    out = BytesIO()
    pl.DataFrame({"id": ["0001"], "name": ["Hoa"], "grade": [10], "mark": [9.5]}).write_parquet(out)
    done = bring_in(out.getvalue())

    assert (done.phase, rows_in()[0][1]) == (Phase.DONE, "Hoa")
