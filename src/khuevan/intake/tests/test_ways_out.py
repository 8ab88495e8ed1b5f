"""The ways out: what was exported and imported again has not changed; wrong cells are marked in the file."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from khuevan.intake import selectors, store, writing
from khuevan.intake.checking import Checker, polars_type
from khuevan.intake.contracts import ROW, Limits, Phase
from khuevan.intake.reading.source import chunks
from khuevan.intake.tests.conftest import LEARNERS, bring_in
from khuevan.intake.writing import export_csv, export_parquet, export_xlsx, template

HOSTILE = [
    "=1+1",
    "-Lan",
    "+84 901",
    "@SUM(A1)",
    "007",
    "H’Len",
    "'x",
    '"',
    '"a"',
    "a,b",
    "a;b",
    "\\N",
    "TRUE",
    "1e5",
    "1/2",
]
names = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(
        st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs", "M"]), min_size=1, max_size=20
    ),
)
SCHEMA = {one.name: polars_type(one) for one in LEARNERS.columns}


def composed(value):
    return pl.Series([value]).str.normalize("NFC").str.strip_chars()[0]


rows = st.lists(
    st.tuples(
        st.from_regex(r"\A[0-9]{4,12}\Z"),
        names.map(composed).filter(bool),
        st.sampled_from(["1", "2", None]),
        st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2011, 12, 31))),
        st.sampled_from(["2010", "2010-05", "2010-05-31", None]),
        st.one_of(st.none(), st.decimals(30, 250, places=1)),
        st.one_of(st.none(), st.decimals(0, 10, places=2)),
        st.one_of(st.none(), st.integers(1, 12)),
        st.sampled_from([True, False, None]),
    ),
    min_size=1, max_size=6, unique_by=lambda row: row[0],
)  # fmt: skip
WAYS = {"csv": export_csv, "xlsx": export_xlsx, "parquet": export_parquet}


def read_back(content, folder):
    file = folder / "out"
    file.write_bytes(content)
    checker = Checker(LEARNERS)
    good = []
    for chunk in chunks(file, LEARNERS, folder, Limits()):
        frame, faults = checker.check(chunk)
        assert faults.rows() == []
        good.append(frame.drop(ROW))
    return pl.concat(good)


@pytest.mark.parametrize("way", WAYS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@example(given_rows=[(f"{n:04}", name, *[None] * 7) for n, name in enumerate(HOSTILE)])
@given(given_rows=rows)
def test_what_was_exported_and_imported_has_not_changed(tmp_path, way, given_rows):
    frame = pl.DataFrame(given_rows, schema=SCHEMA, orient="row")

    assert read_back(WAYS[way](frame, LEARNERS), tmp_path).rows() == frame.rows()


def test_a_decomposed_name_is_exported_as_it_is_and_imported_composed(tmp_path):
    frame = pl.DataFrame([("0001", "Hoa\u0301", *[None] * 7)], schema=SCHEMA, orient="row")

    assert read_back(export_csv(frame, LEARNERS), tmp_path)["name"].to_list() == ["Hoá"]


def test_a_filled_template_is_imported(importable):
    book = openpyxl.load_workbook(BytesIO(template(LEARNERS)))
    sheet = book.worksheets[0]
    sheet.append(["0001", "Hoa", "2", date(2010, 5, 1), None, Decimal("151.5"), None, 10, "Có"])
    out = BytesIO()
    book.save(out)

    done = bring_in(out.getvalue(), filename="mau.xlsx")

    assert (done.phase, done.accepted, done.refusal) == (Phase.DONE, 1, ())


def test_a_template_has_hidden_names_a_stamp_drop_downs_and_text_columns():
    book = openpyxl.load_workbook(BytesIO(template(LEARNERS)))
    sheet = book.worksheets[0]

    assert [cell.value for cell in sheet[2]] == [*(one.name for one in LEARNERS.columns), LEARNERS.stamp]
    assert (sheet["A1"].value, sheet["C1"].value) == ("Mã định danh *", "Giới tính")
    assert sheet.row_dimensions[2].hidden
    assert sheet.column_dimensions["A"].number_format == "@"
    assert [(str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation] == [
        ("C3:C5003", "'Danh mục'!$A$2:$A$3")
    ]
    assert book.sheetnames == ["Học sinh thử", "Danh mục", "Hướng dẫn"]


def test_an_empty_template_refuses_nothing_and_brings_nothing(importable):
    done = bring_in(template(LEARNERS), filename="mau.xlsx")

    assert (done.phase, done.rows) == (Phase.DONE, 0)


def test_wrong_cells_are_marked_in_the_uploaded_workbook(importable, tmp_path):
    frame = pl.DataFrame(
        [("0001", "=1+1", *[None] * 7), ("2", "Lan", *[None] * 7)], schema=SCHEMA, orient="row"
    )
    done = bring_in(export_xlsx(frame, LEARNERS), filename="x.xlsx", mode="rows")
    target = tmp_path / "marked.xlsx"

    writing.mark(store.kept(done.digest), target, selectors.faults(done), LEARNERS)

    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert sheet["A4"].comment.text.startswith("KV-I-0308: ")
    assert (sheet["A4"].fill.fgColor.rgb, sheet["A3"].comment) == ("00FBD5D5", None)
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=1+1", "s")
    assert sheet.cell(4, 11).value.startswith("KV-I-0308: ")


def test_a_marked_workbook_can_be_mended_and_handed_in_again(importable, tmp_path):
    frame = pl.DataFrame(
        [("0001", "Hoa", *[None] * 7), ("2", "Lan", *[None] * 7)], schema=SCHEMA, orient="row"
    )
    done = bring_in(export_xlsx(frame, LEARNERS), filename="x.xlsx")
    target = tmp_path / "marked.xlsx"
    writing.mark(store.kept(done.digest), target, selectors.faults(done), LEARNERS)
    book = openpyxl.load_workbook(target)
    book.worksheets[0]["A4"] = "0002"
    book.save(target)

    assert bring_in(target.read_bytes(), filename="x.xlsx").accepted == 2


def test_the_refused_rows_of_a_csv_come_in_a_workbook_of_their_own(importable, tmp_path):
    frame = pl.DataFrame(
        [("0001", "Hoa", *[None] * 7), ("2", "=1+1", *[None] * 7)], schema=SCHEMA, orient="row"
    )
    done = bring_in(export_csv(frame, LEARNERS), mode="rows")
    rows = pl.read_parquet(store.findings(done.id, "rows.parquet"))

    writing.error_book(tmp_path / "e.xlsx", selectors.faults(done), rows, LEARNERS)

    sheet = openpyxl.load_workbook(tmp_path / "e.xlsx").worksheets[0]
    second = [cell.value for cell in sheet[2]]
    assert (second[:3], sheet.max_row, sheet["C2"].data_type) == ([3, "2", "=1+1"], 2, "s")
    assert second[-1].startswith("KV-I-0308: ")
