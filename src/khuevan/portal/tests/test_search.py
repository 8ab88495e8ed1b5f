import pytest

from khuevan.access.contracts import Role
from tests.house import world as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(db, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    return made.build(made.NOW)


@pytest.mark.parametrize("query", ["Đơn vị neighbour", "don vi neighbour", "NEIGHBOUR"])
def test_an_institution_is_found_by_its_name_with_or_without_tone_marks(client, country, query):
    page = client.get("/search", {"q": query}).content.decode()

    assert "Đơn vị neighbour" in page
    assert "Tìm thấy 1 cơ sở" in page


def test_what_nobody_is_called_says_what_to_try(client, country):
    page = client.get("/search", {"q": "không có trường này"}).content.decode()

    assert "Không có cơ sở nào khớp" in page
    assert "<table" not in page


def test_one_letter_is_too_little_to_search_for(client, country):
    assert "ít nhất hai chữ" in client.get("/search", {"q": "đ"}).content.decode()


def test_a_query_is_shown_and_never_run(client, country):
    page = client.get("/search", {"q": '<script>alert("x")</script>'}).content.decode()

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(("role", "offered"), [(Role.LEARNER, False), (Role.TEACHER, True)])
def test_searching_persons_is_offered_to_those_who_may(client, country, role, offered):
    client.force_login(country.accounts[role])

    assert ('href="/people"' in client.get("/search").content.decode()) is offered


def test_a_role_that_ends_soon_is_among_what_falls_due(client, country):
    client.force_login(country.accounts[Role.TEACHER])

    page = client.get("/my-work").content.decode()

    assert "Vai trò sắp hết hạn: Giáo viên" in page
