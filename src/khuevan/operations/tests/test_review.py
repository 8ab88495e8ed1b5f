"""The review: the figures that are promised, each with its definition and its source, by command and page."""

import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from khuevan.access.public import system
from khuevan.exams import services
from khuevan.exams.contracts import Reading
from khuevan.operations import rules, selectors
from khuevan.operations.commands import review

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 1, tzinfo=UTC)
PROMISED = {
    "preschool.institutions", "preschool.staff", "preschool.children", "general.institutions",
    "general.staff", "general.pupils",
    "higher.institutions", "higher.programmes", "higher.staff", "higher.students",
}  # fmt: skip


def reviewed(on):
    return selectors.review(selectors.count(actor=system("test"), on=on, at=AT))


@pytest.fixture
def held():
    data = b"SBD,Toan,NguVan\n01000001,10,1\n01000002,0.8,\n"
    services.load_results(actor=system("test"), data=data, year=2021, reading=Reading(), at=AT)


def test_the_promised_figures_and_the_exams_are_there_with_definition_and_source(held):
    ran = CliRunner().invoke(review, ["--on", "2026-07-01", "--json"])

    told = json.loads(ran.stdout.splitlines()[-1])
    figures = {one["code"]: one for one in told["figures"]}
    assert told["as_of"] == "2026-07-01"
    assert figures.keys() >= PROMISED
    assert all(one[x] for x in ("definition", "source", "source_en", "name_en") for one in figures.values())
    assert all(type(one["value"]) is int for one in figures.values())
    exam = {what: figures[f"exams.2021.{what}"]["value"] for what in ("candidates", "marks", "tens", "fails")}
    assert exam == {"candidates": 2, "marks": 3, "tens": 1, "fails": 2}


def test_the_review_is_written_in_sentences_of_both_languages(held):
    found = reviewed(date(2026, 7, 1))

    vi, en = rules.sentences(found, "vi"), rules.sentences(found, "en")
    assert vi[0].startswith("Cơ sở dữ liệu ngành về giáo dục mầm non: ")
    assert en[-1] == (
        "Results of the graduation exam of 2021: 2 candidates and 3 marks; 1 tens and 2 failing marks "
        "(at most 1.0)."
    )


def test_a_year_after_the_day_is_not_in_the_review(held):
    found = reviewed(date(2026, 7, 1))

    assert found.value("exams.2021.candidates") == 2
    before = reviewed(date(2024, 7, 1))
    assert {one.code for one in before.figures} >= PROMISED


def test_a_day_without_definitions_is_refused():
    assert CliRunner().invoke(review, ["--on", "2001-01-01"]).exit_code == 1


def test_the_page_shows_each_number_with_its_definition_and_source(client, held):
    page = client.get("/review?on=2026-07-02")

    assert page.status_code == 200
    assert "Trường tiểu học, trung học cơ sở" in page.content.decode()
    assert 'href="/exams/2021"' in page.content.decode()
    assert client.get("/review?on=hôm nay").status_code == 404
