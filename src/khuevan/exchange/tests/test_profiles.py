"""A key sees the columns of its profile, and to it there are no others."""

from datetime import timedelta

import pytest
from django.test import Client

from khuevan.access.public import OutOfReach
from khuevan.exchange import rules, selectors, services
from khuevan.exchange.contracts import Fields, Holder
from khuevan.exchange.models import Profile
from khuevan.exchange.profiles import sight
from khuevan.exchange.tests.conftest import Program
from khuevan.exchange.tests.test_interface import AT, SCHOOL
from khuevan.intake.public import Column, Description

NAMES = Fields(frozenset({"name", "since"}), frozenset({"name", "since"}))
PERSON = Description(
    "t.person", "1", "Người", "Person",
    (Column("code", "Mã", "Code"), Column("name", "Tên", "Name"),
     Column("ethnicity", "Dân tộc", "Ethnicity", sensitive=True)),
    ("code",),
)  # fmt: skip


def holder(profile=None, purpose=""):
    return Holder(1, 1, "/1/", purpose, 1200, False, profile)


@pytest.fixture
def narrow(officers, now):
    """A program whose profile has the name of a school and the day it changes, and no more."""
    profile = services.make_profile(
        name="Tên trường", fields={"org.institutions": NAMES}, actor=officers["first"], at=now
    )
    return Program(
        services.give_key(
            name="x", until=now + timedelta(days=9), profile=profile.ref, actor=officers["first"], at=now
        )[1]
    )


def test_what_is_sensitive_is_not_read_without_being_named_for_a_purpose():
    named = {"t.person": Fields(frozenset({"ethnicity"}), frozenset())}

    assert sight(PERSON, holder()).reads == ("code", "name")
    assert sight(PERSON, holder(purpose="khảo sát")).reads == ("code", "name")
    assert sight(PERSON, holder(named)).reads == ("code",)
    assert sight(PERSON, holder(named, "khảo sát")).reads == ("code", "ethnicity")


def test_a_resource_that_the_profile_does_not_name_is_not_there():
    assert sight(PERSON, holder({"other": NAMES})) is None


def test_fields_outside_the_profile_are_not_there_when_read(program, narrow):
    program("PUT", AT, SCHOOL)

    assert narrow("GET", AT).json() == {k: SCHOOL[k] for k in ("code", "name", "since")}
    assert narrow("GET", "org/institutions?fields=kind").json()["items"] == [{"code": "00123"}]


def test_fields_outside_the_profile_are_refused_with_their_place_when_written(program, narrow):
    program("PUT", AT, SCHOOL)
    sent = {"code": "00123", "name": "B", "since": "2026-09-02", "kind": "upper"}
    refused = narrow("PUT", AT, sent)

    assert refused.status_code == 422
    assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [("kind", "exchange.field-unknown")]
    assert program("GET", AT).json()["name"] == SCHOOL["name"]


def test_what_the_profile_does_not_write_stands_as_it_was(program, narrow):
    program("PUT", AT, SCHOOL)
    written = narrow("PUT", AT, {"code": "00123", "name": "Tên Mới", "since": "2026-09-02"})

    assert written.status_code == 200
    assert program("GET", AT).json() == program("GET", AT).json() | SCHOOL | {
        "name": "Tên Mới", "since": "2026-09-02",
    }  # fmt: skip


def test_a_new_row_asks_for_what_the_profile_cannot_say(narrow):
    refused = narrow("PUT", AT, {"code": "00123", "name": "Tên Mới", "since": "2026-09-02"})

    assert ("kind", "KV-I-0301") in [(e["path"], e["code"]) for e in refused.json()["errors"]]


def test_a_profile_that_writes_a_part_hands_in_no_whole_file(narrow):
    assert narrow("POST", "files/org/institutions", b"x").json()["code"] == "exchange.not-by-file"


def test_the_description_shown_to_a_key_has_its_fields_alone(narrow):
    schemas = narrow("GET", "openapi.json").json()["components"]["schemas"]

    assert [*schemas["OrgInstitutions"]["properties"]] == ["code", "name", "since"]
    assert schemas["OrgInstitutions"]["required"] == ["code", "name", "since"]
    assert [*schemas["OrgInstitutionsRow"]["properties"]] == ["code", "name", "since"]


@pytest.mark.parametrize(
    "fields", [{}, {"no.such": NAMES}, {"org.institutions": Fields(frozenset({"hue"}), frozenset())}]
)
def test_a_profile_of_nothing_is_refused_and_leaves_no_trace(officers, now, fields):
    with pytest.raises(rules.ProfileEmpty):
        services.make_profile(name="x", fields=fields, actor=officers["first"], at=now)
    assert not Profile.objects.for_system("the test's").exists()


def test_a_profile_serves_its_office_and_those_below_and_no_other(officers, now):
    profile = services.make_profile(
        name="x", fields={"org.institutions": NAMES}, actor=officers["first"], at=now
    )

    assert [one.ref for one in selectors.profiles_for(officers["first"])] == [profile.ref]
    assert selectors.profiles_for(officers["second"]) == []
    with pytest.raises(OutOfReach):
        services.give_key(
            name="x", until=now + timedelta(days=1), profile=profile.ref, actor=officers["second"], at=now
        )


def test_a_profile_is_made_on_its_page(officers, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    client = Client()
    client.login(username="first", password="một mật khẩu đủ dài 7")
    said = {"name": "Tên trường", "read": ["org.institutions:name"], "write": ["org.institutions:since"]}

    refused = client.post("/me/keys/profile", said | {"name": ""})
    assert refused.status_code == 422
    assert refused.content.decode().count(" checked") == 2
    assert client.post("/me/keys/profile", said).status_code == 302
    assert Profile.objects.for_system("the test's").get().fields == {
        "org.institutions": {"read": ["name"], "write": ["since"]}
    }


def test_a_careful_key_changes_nothing_it_does_not_show_to_have_read(program, officers, now):
    careful = Program(
        services.give_key(
            name="x", until=now + timedelta(days=1), careful=True, actor=officers["first"], at=now
        )[1]
    )
    assert careful("PUT", AT, SCHOOL).status_code == 201
    changed = SCHOOL | {"name": "B", "since": "2026-09-02"}
    answers = [
        careful("PUT", AT, changed), careful("POST", "org/institutions", {"items": [changed]}),
        careful("POST", "files/org/institutions", b"x"),
    ]  # fmt: skip

    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (428, "exchange.condition-missing")
    ] * 3
    assert careful("PUT", AT, changed, If_Match=careful("GET", AT).headers["ETag"]).status_code == 200
