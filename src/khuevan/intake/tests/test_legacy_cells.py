"""Workbooks whose cells were typed for TCVN3 or VNI fonts."""

import io

import openpyxl
import polars as pl
import pytest

from khuevan.intake.checking import polars_type
from khuevan.intake.contracts import Phase
from khuevan.intake.tests.conftest import LEARNERS, bring_in, rows_in
from khuevan.intake.writing import export_parquet, export_xlsx, template

NAMES = ["Nguyễn Văn Tuấn", "Trần Thị Huệ", "Đặng Quốc Việt", "Lê Thị Phương", "Phạm Đức Thắng"]
TCVN3 = [
    "NguyÔn V¨n TuÊn",
    "TrÇn ThÞ HuÖ",
    "§Æng Quèc ViÖt",
    "Lª ThÞ Ph\xadơng".replace("ơ", "¬"),
    "Ph¹m §øc Th¾ng",
]
VNI = ["Nguyeãn Vaên Tuaán", "Traàn Thò Hueä", "Ñaëng Quoác Vieät", "Leâ Thò Phöông", "Phaïm Ñöùc Thaéng"]


def book(names):
    made = openpyxl.load_workbook(io.BytesIO(template(LEARNERS)))
    for number, name in enumerate(names):
        made.worksheets[0].append([f"{number:04}", name])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("written", [TCVN3, VNI, NAMES], ids=["TCVN3", "VNI", "Unicode"])
def test_names_come_in_as_unicode_whatever_they_were_typed_in(importable, written):
    assert bring_in(book(written)).phase is Phase.DONE
    assert [row[1] for row in rows_in()] == NAMES


def test_unicode_names_without_rare_letters_stay_as_they_are(importable):
    names = ["Hà Lâm", "Tú Anh", "Vân Hà"]

    assert bring_in(book(names)).phase is Phase.DONE
    assert [row[1] for row in rows_in()] == names


def test_a_foreign_name_among_plain_ones_stays_as_it_is(importable):
    names = ["Vang A De", "François Dupont", "Lo Van Mai", "Giang A Phao", "Quang Van Inh"]

    assert bring_in(book(names)).phase is Phase.DONE
    assert [row[1] for row in rows_in()] == names


def test_an_export_is_read_as_it_was_written_whatever_it_looks_like(importable, tmp_path):
    frame = pl.DataFrame(
        [("0001", TCVN3[0], *[None] * 7)],
        schema={one.name: polars_type(one) for one in LEARNERS.columns},
        orient="row",
    )

    assert bring_in(export_xlsx(frame, LEARNERS)).phase is Phase.DONE
    assert bring_in(export_parquet(frame, LEARNERS)).phase is Phase.DONE
    assert [row[1] for row in rows_in()] == [TCVN3[0]]


def test_what_is_neither_is_refused_by_name(importable):
    done = bring_in(book(["Zürich Größe", "Çelik Ñuñez", "Þórður Åse"]))

    assert (done.phase, [fault.code for fault in done.refusal]) == (Phase.REFUSED, ["KV-I-0005"])
    assert rows_in() == []
