"""A place is chosen by a part of its name, without tone marks and without a program in the browser."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from khuevan.org.models import Territory
from khuevan.people.web.places import PlaceField

TODAY = date(2026, 11, 25)
BAC_HA = "Xã Bắc Hà, Tỉnh Hoa Ban"


def territory(level, code, name, full, parent=None, until=None):
    return Territory.objects.create(
        level=level, code=code, name=name, full_name=full, kind=full.split()[0], parent=parent,
        since=date(1990, 1, 1), until=until,
    )  # fmt: skip


@pytest.fixture
def field(db):
    hoa_ban, le_trang = (
        territory("province", code, name, f"Tỉnh {name}") for code, name in (("91", "Hoa Ban"), ("92", "Lê"))
    )
    territory("commune", "91001", "Bắc Hà", "Xã Bắc Hà", hoa_ban)
    territory("commune", "91002", "Bản Phố", "Xã Bản Phố", hoa_ban, until=date(2025, 7, 1))
    territory("commune", "92001", "Bắc Hà", "Phường Bắc Hà", le_trang)
    found = PlaceField()
    found.on(TODAY)
    return found


@pytest.mark.parametrize(
    "text", ["bac ha hoa ban", "hoa ban bac ha", BAC_HA, f"{BAC_HA} (91001)", "91001", "xa bac ha"]
)
def test_a_text_that_means_one_place_is_taken_for_it(field, text):
    assert field.clean(text) == "91001"


def test_a_place_that_is_no_more_can_be_a_birthplace(field):
    assert field.clean("bản phố") == "91002"
    assert field.clean("") == ""


@pytest.mark.parametrize(("text", "words"), [("bac ha", "nhiều nơi"), ("Hà Bắc Nam", "Không có xã")])
def test_a_text_of_several_places_or_of_none_is_refused_with_what_to_do(field, text, words):
    with pytest.raises(ValidationError, match=words):
        field.clean(text)


def test_of_several_places_one_is_chosen_below_the_text(field):
    page = field.widget.render("home", "bac ha", {"id": "id_home"})

    assert page.count("<option") == 3
    assert '<option value="92001">Phường Bắc Hà, Tỉnh Lê</option>' in page
    sent = {"home": "bac ha", "home_of": "92001"}
    assert field.clean(field.widget.value_from_datadict(sent, {}, "home")) == "92001"


def test_a_place_that_was_kept_is_shown_by_its_name_and_stays_when_nobody_touches_it(field):
    page = field.widget.render("home", "91001", {"id": "id_home"})

    assert f'value="{BAC_HA} (91001)"' in page and "<select" not in page
    assert field.clean(f"{BAC_HA} (91001)") == "91001"
    # A name that was changed while the old code stands behind it is looked for anew.
    assert field.clean("Phường Bắc Hà (91001)") == "92001"
