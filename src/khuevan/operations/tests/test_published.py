"""What is shown of a day is what was kept, with its time; figures lead to the counts they are sums of."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from khuevan.access.public import NOBODY, system
from khuevan.operations import publishing, selectors, services
from khuevan.operations.models import Snapshot
from khuevan.operations.rules import REGISTER
from khuevan.operations.tasks import count_day
from khuevan.schooling.tests.conftest import enrol, world  # noqa: F401  a fixture

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
LATER = AT + timedelta(hours=2)
ADDRESS = "/review/general.pupils?on=2026-11-20"


def count(at=AT):
    return services.count_anew(actor=system("test"), on=DAY, at=at)


def kept():
    found = selectors.kept(DAY)
    assert found is not None
    return found


def changes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry WHERE event = 'operations.figures-changed'")
        return cursor.fetchone()[0]


def waiting():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'day' FROM procrastinate_jobs WHERE task_name = 'operations.count_day'"
        )
        return [day for (day,) in cursor.fetchall()]


def test_what_is_kept_is_shown_until_it_is_counted_again(client, world):  # noqa: F811
    count()
    enrol(world["98"]["primary"], 1)

    before = client.get(ADDRESS).content.decode()
    count(LATER)
    after = client.get(ADDRESS).content.decode()

    assert "<h1>Học sinh phổ thông: 3</h1>" in before and "<h1>Học sinh phổ thông: 4</h1>" in after


def test_other_figures_are_journalled_and_the_same_are_not(world):  # noqa: F811
    count()
    count(LATER)
    assert (changes(), kept().counted_at, Snapshot.objects.count()) == (1, LATER, 1)

    enrol(world["98"]["primary"], 1)
    count_day(DAY.isoformat())
    assert changes() == 2


def test_the_parts_of_every_figure_add_up_to_it_on_the_page_and_in_the_file(client, world):  # noqa: F811
    count()
    values = {one.code: one.value for one in selectors.review(kept()).figures}

    for code in REGISTER:
        page = client.get(f"/review/{code}?on=2026-11-20")
        rows = list(csv.DictReader(page.content.decode("utf-8-sig").splitlines()))
        file = client.get(f"/review/{code}?on=2026-11-20&format=csv")
        rows = list(csv.DictReader(file.content.decode("utf-8-sig").splitlines()))
        assert page.status_code == 200
        assert (page.context["table"]["sum"], sum(int(row["value"]) for row in rows)) == (values[code],) * 2


def test_the_table_names_provinces_and_levels(client, world):  # noqa: F811
    count()

    page = client.get(ADDRESS)
    rows = list(csv.DictReader(client.get(f"{ADDRESS}&format=csv").content.decode("utf-8-sig").splitlines()))

    assert page.context["table"]["kinds"] == ["Tiểu học"]
    assert [(row["name"], row["cells"]) for row in page.context["table"]["rows"]] == [
        ("98", [2]),
        ("99", [1]),
    ]
    assert rows[0] == {
        "code": "general.pupils", "as_of": "2026-11-20", "counted_at": "2026-11-20T05:00:00+00:00",
        "province_code": "98", "province": "98", "kind": "primary", "kind_name": "Tiểu học", "value": "2",
    }  # fmt: skip


def test_the_review_leads_to_the_parts_and_keeps_the_day(client, world):  # noqa: F811
    count()

    page = client.get("/review?on=2026-11-20").content.decode()

    assert f'href="{ADDRESS}"' in page
    assert "Ghi danh đang học" in page and "Enrolments in grades" not in page
    english = client.get("/review?on=2026-11-20", headers={"accept-language": "en"}).content.decode()
    assert "Enrolments in grades 1 to 12" in english


def test_old_counts_are_shown_and_the_worker_is_asked_once(world, django_capture_on_commit_callbacks):  # noqa: F811
    count()
    for at in (AT, LATER, LATER):
        with django_capture_on_commit_callbacks(execute=True):
            shown = publishing.published(reader=NOBODY, on=DAY, at=at)
            assert shown is not None and shown.counted_at == AT

    assert waiting() == ["2026-11-20"]


def test_a_day_that_takes_long_is_left_to_the_worker(client, world, monkeypatch):  # noqa: F811
    def too_slow(**given):
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(selectors, "count", too_slow)

    page = client.get(ADDRESS).content.decode()

    assert "Số liệu của ngày 20/11/2026 đang được đếm" in page
    assert not Snapshot.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/review/general.dogs", "/review/exams.2021.marks", "/review?on=2999-01-01", "/review?on=2001-01-01"],
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404
