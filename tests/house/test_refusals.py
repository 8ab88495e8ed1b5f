"""Whatever the rules refuse says what is the case and what to do, in both languages."""

import re
from importlib import import_module

import pytest
from django.utils.translation import gettext, override

from khuevan_kernel.law import Refusal
from tests.house.words import rooms

for room in rooms():
    if any(room.glob("rules*")):
        import_module(f"khuevan.{room.name}.rules")


def kinds(of: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """Every kind of refusal that the rooms know; those of tests are left out."""
    below = [one for kind in of.__subclasses__() for one in (kind, *kinds(kind))]
    return [one for one in below if ".tests." not in one.__module__ and one.__module__.startswith("khuevan")]


ROOMS = {kind.__module__.split(".")[1] for kind in kinds()}


def test_every_room_that_refuses_is_seen():
    assert {"access", "exams", "intake", "nation", "org", "people"} <= ROOMS


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__module__ + "." + kind.__name__)
def test_a_refusal_says_what_is_the_case_and_what_to_do_in_both_languages(kind):
    facts = {name: "✻" for text in (kind.says, kind.remedy) for name in re.findall(r"%\((\w+)\)s", text)}
    refusal = kind.__new__(kind)
    Refusal.__init__(refusal, **facts)
    with override("en"):
        english = refusal.told(gettext)
    with override("vi"):
        vietnamese = refusal.told(gettext)

    assert all(vietnamese), "it needs a sentence and a remedy"
    assert all(theirs != ours for theirs, ours in zip(english, vietnamese, strict=True)), "no English"
    for said in (english, vietnamese):
        assert "".join(said).count("✻") == len(facts)


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind.words], ids=lambda kind: kind.__name__)
def test_the_words_that_a_refusal_puts_into_its_sentence_have_their_english(kind):
    with override("en"):
        assert [word for word in kind.words.values() if gettext(word) == word] == []
