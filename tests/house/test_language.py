"""Everything the rooms say is said in English too; figures and days are as people write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from khuevan.portal.templatetags import speech
from tests.house.words import catalogue, catalogues, compiled, rooms, said, strings, written

ROOMS = {room.name: room for room in rooms()}


@pytest.mark.parametrize("name", ROOMS)
def test_every_word_of_a_room_has_its_english(name):
    held = catalogue(ROOMS[name])
    english = {message.id: message for message in held if message.id}

    def is_missing(word):
        message = english.get(word)
        strings = (
            (message.string if isinstance(message.string, tuple) else [message.string]) if message else [""]
        )
        return not all(strings) or message.fuzzy

    words = said(ROOMS[name])
    assert {word: sorted(files) for word, files in words.items() if is_missing(word)} == {}
    assert set(english) - set(words) == set(), "said no more: python -m tests.house.words"


@pytest.mark.parametrize("file", catalogues(), ids=lambda file: f"{file.parts[-5]}-{file.parts[-3]}")
def test_the_compiled_catalogue_is_the_written_one(file):
    assert strings(compiled(file)) == strings(written(file))


@pytest.mark.parametrize("name", ROOMS)
def test_what_is_put_into_a_sentence_stands_in_both_languages(name):
    odd = [
        message.id
        for message in catalogue(ROOMS[name])
        if message.id and message.string and list(message.check())
    ]

    assert odd == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("vi", ["18.352.011", "26,35", "-0,5", "97,8 %", "15.000 đ", "21/8/2026",
                "17:00, thứ Tư\xa025/11/2026"]),
        ("en", ["18,352,011", "26.35", "-0.5", "97.8%", "15,000 VND", "21 August 2026",
                "17:00, Wednesday\xa025 November 2026"]),
    ],
)  # fmt: skip
def test_figures_and_days_are_written_as_people_write_them(language, expected):
    with translation.override(language):
        written = [
            speech.number(18352011), speech.number(Decimal("26.345"), 2), speech.number(Decimal("-0.5")),
            speech.percentage(Decimal("0.978")), speech.money(15000), speech.day(date(2026, 8, 21)),
            speech.moment(datetime(2026, 11, 25, 10, 0, tzinfo=UTC)),
        ]  # fmt: skip

    assert written == expected


def test_a_figure_that_is_not_known_is_a_dash_and_never_nought():
    assert [speech.number(None), speech.number(0), speech.money(None), speech.day(None)] == [
        "—",
        "0",
        "—",
        "—",
    ]
