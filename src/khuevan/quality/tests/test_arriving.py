"""On intake, rows are asked the rules of their dataset: errors keep a row out, warnings let it in."""

import polars as pl
import pytest

from khuevan.intake.checking import no_faults
from khuevan.intake.contracts import ROW, Column, Description, Importable, Limits
from khuevan.intake.public import words
from khuevan.intake.running import Checked, Findings
from khuevan.quality.selectors.arriving import check_arriving
from khuevan.quality.tests.conftest import NOON, ROOT

PERSONS = pl.DataFrame(
    {
        ROW: [2, 3, 4, 5],
        "name": ["Lê An", "Lê  Ân", "Vàng A Dế", "Hà Lan"],
        "born": ["2015-03-04", "2015", "1901-03-04", "2015-05-06"],
        "sex": ["1", "2", "1", "2"],
        "national": ["001215000001", None, "001201000001", "001316000003"],
    }
)  # fmt: skip


def test_rules_are_told_by_row_column_and_code_and_only_errors_refuse(db):
    told = check_arriving("people.persons", PERSONS, ROOT, NOON)

    assert sorted(told.rows()) == [
        (3, "born", "KV-Q-0109", False),  # only the year is known
        (3, "name", "KV-Q-0116", False),
        (4, "born", "KV-Q-0110", True),  # born in 1901
        (4, "national", "KV-Q-0103", False),  # a wrong number keeps nobody out
        (5, "national", "KV-Q-0103", False),
    ]


def test_rows_with_warnings_go_in_and_are_told_and_those_with_errors_do_not(db):
    columns = tuple(Column(name, name, name) for name in PERSONS.columns if name != ROW)
    thing = Importable(Description("people.persons", "1", "x", "x", columns, ("name",)), None, "x")  # type: ignore[arg-type]
    findings = Findings(Limits())

    good = findings.add(Checked(PERSONS, no_faults(), PERSONS, 1.0), thing, ROOT, NOON)

    assert good[ROW].to_list() == [2, 3, 5]
    assert (findings.accepted, findings.refused) == (3, 1)
    faults, refused = findings.frames(thing.description)
    assert faults[ROW].unique().sort().to_list() == [3, 4, 5]
    assert refused[ROW].to_list() == [4]


def test_what_no_dataset_is_made_of_is_left_alone(db):
    assert check_arriving("exams.marks", PERSONS, ROOT, NOON).is_empty()


@pytest.mark.parametrize(
    ("code", "begins"), [("KV-Q-0110", ("Năm sinh trước 1915", "Born before 1915")),
                         ("KV-Q-0116", ("Vẫn ghi, cần xem: Tên có", "Taken, to be looked at: The name has"))],
)  # fmt: skip
def test_a_marked_workbook_says_the_rule_its_remedy_and_its_source(db, code, begins):
    for said, start in zip(words(code), begins, strict=True):
        assert said.startswith(start)
        assert said.endswith("(Quy ước của cơ sở dữ liệu)")
