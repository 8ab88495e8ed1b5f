"""Hostile and damaged files: a clear refusal, within bounds, nothing left behind. The files are made here."""

import io
import random
import resource
import zipfile
import zlib

import openpyxl
import pytest

from khuevan.intake import checking, store
from khuevan.intake.contracts import Limits, Phase
from khuevan.intake.reading import source, text, workbook
from khuevan.intake.rules import FAULTS, FileRefused
from khuevan.intake.tests.conftest import HEAD, LEARNERS, bring_in, csv, left_behind, rows_in
from khuevan.intake.writing import template

ROW = "0001,Hoa,1,,,,,,"
SMALL = Limits(memory=2**31, workbook_unpacked=64 * 2**20, unpacked=64 * 2**20, strings=2**20)


def packed(changes=(), *, drop=(), base=None):
    """A good workbook with some of its parts replaced or added."""
    out = io.BytesIO()
    parts = zipfile.ZipFile(io.BytesIO(base or filled()))
    changed = dict(changes)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name in parts.namelist():
            if name not in drop and name not in changed:
                book.writestr(name, parts.read(name))
        for name, content in changed.items():
            book.writestr(name, content)
    return out.getvalue()


def filled():
    book = openpyxl.load_workbook(io.BytesIO(template(LEARNERS)))
    book.worksheets[0].append(["0001", "Hoa", "2"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(cells, prefix=""):
    return (
        f'<?xml version="1.0"?>{prefix}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY a{n} '&a;&a;'>" for n in range(9)) + "]>"
CELL = "<c t='inlineStr'><is><t>x</t></is></c>"
HOSTILE = {
    "a bomb by its ratio": (lambda: packed({SHEET: sheet(" " * 30_000_000)}), "KV-I-0102"),
    "a bomb in the strings": (
        lambda: packed({"xl/sharedStrings.xml": "<sst>" + "0" * 30_000_000}), "KV-I-0102",
    ),
    "more texts than a reader may hold": (
        lambda: packed({"xl/sharedStrings.xml": f"<sst>{random.Random(1).randbytes(2**20).hex()}</sst>"}),
        "KV-I-0102",
    ),
    "every column that Excel has": (
        lambda: packed({SHEET: sheet("<row r='1'>" + CELL * 16_384 + "</row>")}),
        "KV-I-0206",
    ),
    "too many entries": (lambda: packed({f"xl/x{n}.xml": "" for n in range(3000)}), "KV-I-0102"),
    "a bomb within a bomb": (
        lambda: packed({"xl/embeddings/a.zip": zlib.compress(bytes(10**6))}), "KV-I-0104",
    ),
    "a pixel flood": (lambda: packed({"xl/media/image1.png": b"\x89PNG" + b"\xff" * 64}), "KV-I-0104"),
    "macros": (lambda: packed({"xl/vbaProject.bin": b"x"}), "KV-I-0104"),
    "external links": (lambda: packed({"xl/externalLinks/externalLink1.xml": "<x/>"}), "KV-I-0104"),
    "a path out": (lambda: packed({"../../etc/passwd": "x"}), "KV-I-0101"),
    "an absolute path": (lambda: packed({"/etc/passwd": "x"}), "KV-I-0101"),
    "billion laughs": (lambda: packed({SHEET: sheet("", LAUGHS)}), "KV-I-0107"),
    "an external entity": (
        lambda: packed({SHEET: sheet("", '<!DOCTYPE x SYSTEM "file:///etc/passwd">')}), "KV-I-0107"
    ),
    "another encoding of XML": (lambda: packed({SHEET: sheet("").encode("utf-16")}), "KV-I-0107"),
    "a formula": (
        lambda: packed({SHEET: sheet('<row r="2"><c r="B2"><f>1+1</f><v>2</v></c></row>')}), "KV-I-0105",
    ),
    "a cell at the far end": (
        lambda: packed(
            {SHEET: sheet('<row r="1"><c r="A1"><v>1</v></c></row>'
                          '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')}
        ),
        "KV-I-0106",
    ),
    "no workbook": (lambda: packed(drop=["xl/workbook.xml"]), "KV-I-0003"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "KV-I-0103"),
    "a PDF": (lambda: b"%PDF-1.7\n" + b"x" * 100, "KV-I-0003"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "KV-I-0003"),
    "a web page": (lambda: b"<!DOCTYPE html><html><body>", "KV-I-0003"),
    "nothing": (lambda: b"", "KV-I-0001"),
    "NULs": (lambda: csv(ROW) + b"\0" * 3, "KV-I-0006"),
    "a million columns": (lambda: b"," * 1_000_000 + b"\n", "KV-I-0206"),
    "a mark that is not closed": (lambda: csv(ROW, '0002,"Hoa'), "KV-I-0007"),
    "one endless line": (lambda: HEAD.encode() + b"\n" + b"x" * 40_000_000, "KV-I-0007"),
    "a packed bomb": (lambda: zlib.compress(csv(*[ROW] * 5_000_000), wbits=31), "KV-I-0008"),
    "a packed file cut off": (lambda: zlib.compress(csv(ROW) * 1000, wbits=31)[:-200], "KV-I-0009"),
    "Parquet cut off": (lambda: b"PAR1" + b"x" * 64, "KV-I-0009"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name_and_leaves_nothing(importable, monkeypatch, name):
    make, code = HOSTILE[name]
    monkeypatch.setattr("khuevan.intake.services.Limits", lambda: SMALL)

    done = bring_in(make(), filename="x.xlsx")

    assert (done.phase, done.refusal[0].code if done.refusal else None) == (Phase.REFUSED, code)
    assert (rows_in(), left_behind()) == ([], [])


def test_a_formula_is_refused_by_its_cell(importable):
    cells = (
        '<row r="2"><c r="B2"><f>1+1</f><v>2</v></c></row>'
        '<row r="7"><c r="AC7" t="str"><f t="x">A</f></c></row>'
    )
    done = bring_in(packed({SHEET: sheet(cells)}))

    assert [(fault.row, fault.column) for fault in done.refusal] == [(2, "B"), (7, "AC")]


def test_a_false_size_in_the_directory_is_found_out(importable):
    content = bytearray(packed({SHEET: sheet("<row/>" * 1000)}))
    at = content.rfind(SHEET.encode())
    content[at - 46 + 24 : at - 46 + 28] = (10).to_bytes(4, "little")

    assert bring_in(bytes(content)).refusal[0].code in {"KV-I-0101", "KV-I-0102"}


def test_entries_that_overlap_are_refused(importable):
    content = bytearray(packed())
    names = [name for name in zipfile.ZipFile(io.BytesIO(bytes(content))).namelist() if name.endswith(".xml")]
    first, second = (content.rfind(name.encode()) for name in names[:2])
    content[second - 46 + 42 : second - 46 + 46] = content[first - 46 + 42 : first - 46 + 46]

    assert bring_in(bytes(content)).refusal[0].code in {"KV-I-0101", "KV-I-0102"}


def damaged(content, chance):
    """The file with some bytes turned, cut off, doubled or filled in."""
    broken = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(broken))
        match chance.randrange(4):
            case 0:
                broken[at] ^= 1 << chance.randrange(8)
            case 1:
                del broken[max(1, at) :]
            case 2:
                broken[at:at] = broken[max(0, at - 9) : at]
            case _:
                broken[at : at + 8] = chance.randbytes(8)
    return bytes(broken) or b"x"


def test_thousands_of_damaged_texts_are_read_or_refused_and_nothing_else(tmp_path):
    chance = random.Random(11)
    contents = [
        csv(ROW, '0002,"Hà, Lê",2,1/2/2010,,,"9,5",7,x'),
        zlib.compress(csv(ROW), wbits=31),
        csv(ROW).decode().encode("utf-16"),
    ]
    file = tmp_path / "x"
    for turn in range(3000):
        file.write_bytes(damaged(contents[turn % 3], chance))
        checker = checking.Checker(LEARNERS)
        try:
            for piece in source.chunks(file, LEARNERS, tmp_path, SMALL):
                checker.check(piece)
        except FileRefused as refused:
            assert all(fault.code in FAULTS for fault in refused.faults)


def test_thousands_of_damaged_workbooks_do_not_trouble_the_look_from_outside(tmp_path):
    chance = random.Random(12)
    content, file, passed = filled(), tmp_path / "x", []
    for _ in range(3000):
        file.write_bytes(damaged(content, chance))
        try:
            if source.kind_of(file) == "xlsx":
                workbook.look_over(file, SMALL)
                passed.append(file.read_bytes())
        except FileRefused as refused:
            assert all(fault.code in FAULTS for fault in refused.faults)
    for kept in passed[:8]:  # what looks whole from outside goes on to the parser, in its own process
        file.write_bytes(kept)
        try:
            list(source.chunks(file, LEARNERS, tmp_path, SMALL))
        except FileRefused as refused:
            assert all(fault.code in FAULTS for fault in refused.faults)


def test_a_parser_that_dies_is_a_refusal(importable, monkeypatch, tmp_path):
    parser = tmp_path / "dies.py"
    parser.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr(workbook, "_PARSER", parser)

    assert bring_in(filled()).refusal[0].code == "KV-I-0106"
    assert left_behind() == []


def test_a_long_text_is_read_in_bounded_memory(tmp_path):
    file = tmp_path / "long.csv"
    line = "0001,Nguyễn Thị Hoa,2,2010-05-01,2010,151.5,9.25,10,x\n".encode()
    with file.open("wb") as out:
        out.write(HEAD.encode() + b"\n")
        for _ in range(60):
            out.write(line * 20_000)
    before, rows = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 0
    for piece in source.chunks(file, LEARNERS, tmp_path, Limits()):
        rows += piece.frame.height

    assert rows == 1_200_000
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 600 * 2**20


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\tệp.xlsx", "tệp.xlsx"),
        ("a\u202eb\0.csv", "a_b_.csv"),
        ("..", "tep"),
        ("", "tep"),
    ],
)
def test_a_file_name_is_a_name_and_nothing_more(name, safe):
    assert store.safe_name(name) == safe


def test_looking_for_plain_text_never_lets_through_what_needs_care():
    assert text.is_plain("1,Nguyễn Văn Đức,2\n".encode(), ",")
    for careful in ("a, b", "a ,b", "Hoa\u0301", "H’Len", "a\u00a0,b", "a\x07", " a,b\n c", "\u212b"):
        assert not text.is_plain(f"x,{careful}\n".encode(), ",")
