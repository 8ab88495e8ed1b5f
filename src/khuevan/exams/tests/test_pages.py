"""The public pages: what is loaded is drawn and told as a table; what could point at one candidate is not."""

from datetime import UTC, datetime

import pytest

from khuevan.access.public import system
from khuevan.exams import services
from khuevan.exams.contracts import Reading
from khuevan.exams.rules import hidden

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def held():
    rows = [f"01{n:06d},{n % 10}" for n in range(1, 41)] + ["02000001,7.25", "02000002,10"]
    rows += [f"03{n:06d},5.5" for n in range(1, 8)]
    data = ("SBD,Toan\n" + "\n".join(rows)).encode()
    services.load_results(actor=system("test"), data=data, year=2021, reading=Reading(), at=AT)


def test_without_results_the_page_says_what_to_do(client):
    page = client.get("/exams").content.decode()

    assert "Chưa có kết quả thi nào" in page and "khuevan exams load-results" in page


def test_the_years_lead_to_subjects(client, held):
    assert '<a class="card tile" href="/exams/2021">' in client.get("/exams").content.decode()
    assert 'href="/exams/2021/mathematics"' in client.get("/exams/2021").content.decode()


def test_a_distribution_is_drawn_and_told_as_a_table(client, held):
    page = client.get("/exams/2021/mathematics").content.decode()

    assert page.count("<rect class=") == 51 and "style=" not in page
    assert 'role="img"' in page and '<th scope="row">7,20</th>' in page


def test_a_small_council_is_not_shown_and_cannot_be_worked_out(client, held):
    page = client.get("/exams/2021/mathematics").content.decode()

    assert page.count("không công bố</td>") == 2  # the small one, and the next smallest
    assert "Dưới 5 thí sinh" in client.get("/exams/2021/mathematics?council=02").content.decode()
    assert client.get("/exams/2021/mathematics?council=03").context["row"]["small"]


@pytest.mark.parametrize("address", ["/exams/2020", "/exams/2021/nothing", "/exams/2021?council=99"])
def test_what_is_not_there_is_not_found(client, held, address):
    assert client.get(address).status_code == 404


def test_pages_speak_english(client, held):
    page = client.get("/exams/2021/mathematics", headers={"accept-language": "en"}).content.decode()

    assert "Mathematics: distribution of marks in 2021" in page


def test_hidden_tens_cannot_be_worked_out_from_the_nation(client):
    tens = {"01": 3, "02": 6, "03": 20}
    rows = [f"{code}{n:06d},{10 if n <= many else 5}" for code, many in tens.items() for n in range(1, 41)]
    data = ("SBD,Toan\n" + "\n".join(rows)).encode()
    services.load_results(actor=system("test"), data=data, year=2021, reading=Reading(), at=AT)

    by_council = client.get("/exams/2021/mathematics").context["by_council"]
    second = client.get("/exams/2021/mathematics?council=02").context
    bars = {bar.lower: bar.count for bar in second["drawing"].bars if bar.count != 0}

    assert [row["tens"] for row in by_council] == [None, None, 20]
    assert (second["row"]["tens"], bars) == (None, {"5.00": None, "10.00": None})
    assert [row["tens"] for row in client.get("/exams/2021?council=02").context["rows"]] == [None]


def test_hidden_cells_are_small_or_would_give_a_small_one_away():
    assert hidden({"a": 3, "b": 9, "c": 20}) == {"a", "b"}
    assert hidden({"a": 3, "b": 2, "c": 20}) == {"a", "b"}
    assert hidden({"a": 0, "b": 9}) == frozenset()
    assert hidden({"a": 8, "b": 9, "c": 20}, ["a"]) == {"a", "b"}
