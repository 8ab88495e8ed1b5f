"""Which column of a file is what: by the headings that are known, and by a mapping where they are not."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from khuevan.exams.rules import FileRefused
from khuevan_kernel.exams import DERIVED, LANGUAGES, OTHER_HEADINGS, SUBJECTS, plain

MARKED = (
    "khuevan"  # how the columns begin that an error file adds; they are passed over when it is loaded again
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of a file's columns. ``languages`` are columns of one foreign language each."""

    number: int
    subjects: Mapping[str, int]
    languages: Mapping[str, int]
    language: int | None
    council: int | None
    year: int | None
    derived: Mapping[int, str]


def known() -> dict[str, str]:
    """Every known heading in plain letters, and its target as a mapping file names it."""
    found = {h: subject.code for subject in SUBJECTS.values() for h in subject.headings}
    found |= {h: f"foreign_language:{one.code}" for one in LANGUAGES.values() for h in one.headings}
    found |= {h: target for target, headings in OTHER_HEADINGS.items() for h in headings}
    return found | dict.fromkeys(DERIVED, "derived")


def targets() -> set[str]:
    """What a mapping file may name: subjects, languages, and the columns that are no marks."""
    return set(known().values())


def read_mapping(text: bytes) -> tuple[tuple[str, str], ...]:
    """The headings of a mapping file (TOML, table ``headings``), in plain letters, with their targets."""
    try:
        said = tomllib.loads(text.decode("utf-8")).get("headings", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileRefused("mapping-wrong", value=str(error)) from None
    by_column = {plain(one.column): one.code for one in SUBJECTS.values()}
    chosen = {}
    for heading, target in said.items():
        chosen[plain(heading)] = by_column.get(plain(str(target)), str(target))
        if chosen[plain(heading)] not in targets():
            raise FileRefused("mapping-wrong", heading, str(target))
    return tuple(sorted(chosen.items()))


def layout_of(headings: Sequence[str], mapping: Mapping[str, str]) -> Layout:
    """What each column is. A heading that is not known is refused by name, with the known ones."""
    meaning = known() | dict(mapping)
    places: dict[str, int] = {}
    derived: dict[int, str] = {}
    for place, heading in enumerate(headings):
        target = meaning.get(plain(heading))
        if plain(heading).startswith(MARKED) or target == "ignore" or not (heading.strip() or target):
            continue
        if target is None:
            raise FileRefused("heading-unknown", heading, ", ".join(one.column for one in SUBJECTS.values()))
        if target == "derived":
            derived[place] = plain(heading)
        elif target in places:
            raise FileRefused("heading-twice", heading)
        else:
            places[target] = place
    if "number" not in places:
        raise FileRefused("no-heading")
    return Layout(
        places["number"],
        {subject: places[subject] for subject in SUBJECTS if subject in places},
        {one: places[f"foreign_language:{one}"] for one in LANGUAGES if f"foreign_language:{one}" in places},
        places.get("language"), places.get("council"), places.get("year"), derived,
    )  # fmt: skip
