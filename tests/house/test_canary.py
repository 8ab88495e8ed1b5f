"""A person like nobody else goes through every page and is found nowhere that personal data must not be.

The sinks: the program's log at every level, the database's log, response headers and where they lead, error
pages, and every table but those that keep persons, their accounts and sessions.
"""

from __future__ import annotations

import io
import logging
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import DataError, connection, transaction
from django.test import Client, override_settings
from django.urls import NoReverseMatch, path, reverse

from khuevan.access.contracts import Role
from khuevan.access.models import Account
from khuevan.access.public import open_to_all, reaching, system
from khuevan.config import urls
from khuevan.config.logs import _Formatter
from khuevan.people.models import Guardian, Identifier, Person
from khuevan_kernel.identity import search_key, sort_key
from tests.house import world as made
from tests.house.test_budget import plain_routes

NAME, NUMBER, PHONE = "Quỳnhzơ Kpăxưởng", "001987654329", "0987061254"
NEEDLES = {
    form.casefold()
    for secret in (NAME, *NAME.split(), NUMBER, PHONE)
    for form in (secret, search_key(secret), quote(secret), repr(secret).strip("'"), ascii(secret).strip("'"))
}
PERSONS_OWN = ("people_", "access_account", "django_session")
ROLES = [None, Role.LEARNER, Role.TEACHER, Role.PROVINCE, Role.MINISTRY, Role.OPERATOR]


@open_to_all
def crash(request):
    reaching(system("canary"))
    secret = Person.objects.for_system("the canary").get(search_name=search_key(NAME))
    raise RuntimeError(f"{secret.name} {NUMBER}")


@open_to_all
def database_error(request):
    make_the_database_quote()
    raise AssertionError("a name is no number")


def make_the_database_quote():
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(%s AS integer)", [NAME])


urlpatterns = [*urls.urlpatterns, path("canary/crash", crash), path("canary/database", database_error)]
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def logged():
    """What the program logs, at every level, as it would be written."""
    stream = io.StringIO()
    (out,) = (one for one in logging.getLogger().handlers if isinstance(one.formatter, _Formatter))
    former, level = out.setStream(stream), logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    yield stream
    logging.getLogger().setLevel(level)
    out.setStream(former)


@pytest.fixture
def country(db, settings):
    """The house's world, and in its school the person whom nothing may mention."""
    settings.STAFF_SECOND_FACTOR_SINCE = None  # officials shall see the person
    world = made.build(datetime.now(UTC))
    reaching(system("canary"))
    school = world.units["school"]
    person = Person.objects.create(
        name=NAME, search_name=search_key(NAME), sort_name=sort_key(NAME), birth_date=date(2011, 2, 3),
        unit=school,
    )  # fmt: skip
    Identifier.objects.create(person=person, scheme="national", value=NUMBER)
    Guardian.objects.create(child=person, name=NAME, kinship="mother", phone=PHONE)
    world.persons["school"] = person.pk
    world.own[Role.LEARNER] = person.pk
    account = world.accounts[Role.LEARNER]
    Account.objects.filter(pk=account.pk).update(name=NAME, person=person.pk)
    return world


@pytest.fixture
def walked(country, logged):
    """The answers to everything that each role can ask for, and to what goes wrong."""
    answers = []
    with override_settings(ROOT_URLCONF=__name__):
        for role in ROLES:
            client = Client(raise_request_exception=False)
            if role:
                client.force_login(country.accounts[role])
            answers += [
                client.get(address) for address in sorted({*plain_routes(), *references(country, role)})
            ]
            answers += [client.post(address, body) for address, body in searches()]
            answers += [client.get(f"/people/{NUMBER}"), client.get(f"/{quote(NAME)}")]
            answers += [client.get(f"/canary/{what}") for what in ("crash", "database")]
            answers.append(client.get("/", headers={"host": f"{NUMBER}.example"}))
        answers.append(Client(enforce_csrf_checks=True).post("/people", {"words": NAME}))
    return answers


def references(world, role):
    """The addresses of what is known by a reference, where the role's own person is meant."""
    for name, meant in made.objects().items():
        try:
            yield reverse(name, kwargs=meant(world, made.At(role, made.Relation.SCHOOL)))
        except (NoReverseMatch, KeyError):
            continue


def searches():
    return [("/people", {"words": said}) for said in (NAME, NUMBER, PHONE)]


def found_in(text):
    return sorted({needle for needle in NEEDLES if needle in text.casefold()})


def test_the_canary_is_alive(walked):
    pages = [
        answer
        for answer in walked
        if not answer.streaming and NAME in answer.content.decode(errors="replace")
    ]

    assert pages != [], "nobody saw the person: the other tests would pass without looking"
    assert {404, 500} <= {answer.status_code for answer in walked}


def test_the_log_says_nothing_of_a_person(walked, logged):
    said = logged.getvalue()

    assert '"exception": "RuntimeError"' in said
    assert found_in(said) == []


def test_no_header_and_no_redirect_carries_a_person(walked):
    carried = [
        (answer.wsgi_request.path if hasattr(answer, "wsgi_request") else "", name)
        for answer in walked
        for name, value in answer.items()
        if found_in(
            value.replace(quote(answer.wsgi_request.path), "")
        )  # signing in leads back to what was typed
    ]

    assert carried == []


def test_no_error_page_mentions_a_person(walked):
    telling = [
        (answer.status_code, found_in(answer.content.decode()))
        for answer in walked
        if answer.status_code >= 400 and found_in(without_the_frame(answer.content.decode()))
    ]

    assert telling == []


def without_the_frame(page):
    """The frame names whoever has signed in, to themselves, and keeps the address for the language."""
    start, end = page.find('<header class="top">'), page.find("</header>")
    return page if start < 0 else page[:start] + page[end:]


@pytest.mark.usefixtures("walked")
def test_no_table_but_those_of_persons_holds_a_person():
    reaching(system("canary"))
    with connection.cursor() as cursor:
        # A partition is read through its table: the application has no other way to it.
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(PERSONS_OWN)]
        holding = []
        for table in tables:
            cursor.execute(
                f'SELECT DISTINCT t::text FROM "{table}" t WHERE EXISTS'  # noqa: S608
                " (SELECT FROM unnest(%s::text[]) n WHERE position(n IN lower(t::text)) > 0)",
                [sorted(NEEDLES)],
            )
            holding += [(table, row[:200]) for (row,) in cursor.fetchall()]

    assert "journal_entry" in tables
    assert holding == []


@pytest.mark.usefixtures("walked")
def test_the_database_s_own_log_quotes_no_row():
    log = settings.HOME.logs / "postgresql.log"
    if not log.exists():
        pytest.skip("the database is not the home's own: its log is not here")
    with pytest.raises(DataError, match=NAME), transaction.atomic():
        make_the_database_quote()

    assert found_in(log.read_text(errors="replace")) == []
