"""The words of every room: what its pages and its code say, and what its English catalogue holds.

``python -m tests.house.words`` brings every catalogue up to date: new words come in empty, unused ones go,
and what is there is compiled. The house test then names what still has no English.
"""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOMS = Path(__file__).parents[2] / "src" / "khuevan"
KEYWORDS = {
    name: spec
    for plain, spec in {
        "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
    }.items()
    for name in (plain, f"{plain}_lazy")
} | {"_": None, "msgid": None}  # fmt: skip
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
Word = str | tuple[str, str]
HEADER = rb"""msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def rooms() -> list[Path]:
    """The folders of the rooms."""
    return sorted(folder for folder in ROOMS.iterdir() if (folder / "apps.py").exists())


def said(room: Path) -> dict[Word, set[str]]:
    """Every translatable string of a room with the files that say it; a plural is a pair."""
    found: dict[Word, set[str]] = {}
    for file in sorted(room.rglob("*")):
        if file.suffix not in {".py", ".html", ".txt"} or {"tests", "migrations", "locale"} & set(file.parts):
            continue
        text = file.read_text()
        code = text if file.suffix == ".py" else templatize(text)
        for _, message, _, context in extract(
            "python", BytesIO(code.encode()), KEYWORDS, options={"encoding": "utf-8"}
        ):
            assert context is None, f"{file}: contexts are not used: say it in other words"
            found.setdefault(message, set()).add(str(file.relative_to(ROOMS.parent)))
    return found


def catalogue(room: Path) -> Catalog:
    """The room's English catalogue; an empty one where there is none."""
    return written(po(room)) if po(room).exists() else Catalog(locale="en")


def catalogues() -> list[Path]:
    """Every written catalogue: the rooms' English, and Vietnamese for libraries that have none."""
    return sorted(ROOMS.glob("*/locale/*/LC_MESSAGES/django.po"))


def written(file: Path) -> Catalog:
    """A catalogue as it is written."""
    with file.open("rb") as stream:
        words = read_po(stream, locale=file.parts[-3])
    words.creation_date = words.revision_date = EPOCH  # the same words give the same bytes
    return words


def po(room: Path) -> Path:
    """Where a room's English stands."""
    return room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def strings(words: Catalog) -> list[list[str]]:
    """What one says, without its header: each string with its translation, plurals one after another."""
    return sorted([*_each(message.id), *_each(message.string)] for message in words if message.id)


def _each(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def compiled(file: Path) -> Catalog:
    """The same catalogue as the program reads it."""
    with file.with_suffix(".mo").open("rb") as stream:
        return read_mo(stream)


def renew(room: Path) -> int:
    """Write a room's catalogue anew with the words it says now. Answers how many have no English yet."""
    held, words = catalogue(room), said(room)
    if not words:
        return 0
    renewed = Catalog(locale="en")
    for word in sorted(words, key=lambda one: one if isinstance(one, str) else one[0]):
        known = held.get(word if isinstance(word, str) else word[0])
        renewed.add(word, known.string if known else "")
    file = po(room)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        stream.write(HEADER)
        write_po(stream, renewed, width=110, omit_header=True, sort_output=True)
    return sum(1 for message in renewed if message.id and not message.string)


if __name__ == "__main__":
    warnings.simplefilter("error")
    for folder in rooms():
        print(f"{folder.name}: {renew(folder)} without English")
    for file in catalogues():
        with file.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, written(file))
