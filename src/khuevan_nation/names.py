"""Names drawn from the vocabulary: as they are written, as they are searched and as they are sorted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from khuevan_kernel.identity import search_key, sort_key
from khuevan_nation.draws import Ints, apportion, key, uniform
from khuevan_nation.vocabulary import KINH_FAMILY, STYLES, Style

MALE, FEMALE = 1, 2
_STEPS = 4096
_REGIONS, _SEXES, _AGES = 3, 2, 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """The three words of each name, by their number in the vocabulary."""

    first: Ints
    middle: Ints
    given: Ints


class Namer:
    """Draws names by ethnic group, region, sex and age; the same for the same seed and person."""

    def __init__(self, seed: int) -> None:
        self._keys = {place: key(seed, f"name.{place}") for place in ("first", "middle", "given", "again")}
        self._words: dict[str, int] = {"": 0}
        self._styles = np.zeros(57, dtype=np.int64)
        shape = (len(STYLES) * _REGIONS * _SEXES * _AGES, _STEPS)
        self._tables = {place: np.zeros(shape, dtype=np.int64) for place in ("first", "middle", "given")}
        for number, style in enumerate(STYLES):
            self._styles[list(style.groups)] = number
            self._fill(number, style)
        self._clan = np.array([style.mothers_clan for style in STYLES])
        self._columns = self._spell(list(self._words))
        stems: dict[str, int] = {"": -1}
        self._stems = np.array([stems.setdefault(w.strip(), len(stems)) for w in self._words])

    def _fill(self, number: int, style: Style) -> None:
        for region in range(_REGIONS):
            for sex in range(_SEXES):
                for old in range(_AGES):
                    row = ((number * _REGIONS + region) * _SEXES + sex) * _AGES + old
                    middle = (style.middle_old or style.middle) if old else style.middle
                    given = (style.given_old or style.given) if old else style.given
                    first = style.first[sex] or KINH_FAMILY[region]
                    self._tables["first"][row] = self._table(first, " ")
                    self._tables["middle"][row] = self._table(middle[sex], " ")
                    self._tables["given"][row] = self._table(given[sex], "")

    def _table(self, words: str, tail: str) -> Ints:
        """The vocabulary numbers of a weighted list, stretched over 4,096 steps."""
        pairs = [word.partition(":") for word in words.split()]
        numbers = [self._number("" if w == "-" else w.replace("_", " ") + tail) for w, _, _ in pairs]
        weights = [int(weight or 10) for _, _, weight in pairs]
        return np.repeat(np.array(numbers), apportion(_STEPS, weights))

    def _number(self, word: str) -> int:
        return self._words.setdefault(word, len(self._words))

    @staticmethod
    def _spell(words: list[str]) -> dict[str, pl.Series]:
        """The vocabulary as the columns names are joined from. Given names sort by their last word first."""
        stripped = [word.strip() for word in words]
        last = [sort_key(word.rsplit(" ", 1)[-1]) if word else "" for word in stripped]
        lead = [_key_in_order(word.rsplit(" ", 1)[0]) if " " in word else "" for word in stripped]
        return {
            "word": pl.Series(words, dtype=pl.String),
            "search": pl.Series([search_key(w) + (" " if w.endswith(" ") else "") for w in words]),
            "keys": pl.Series([_key_in_order(word) for word in stripped], dtype=pl.String),
            "last": pl.Series(last, dtype=pl.String),
            "lead": pl.Series(lead, dtype=pl.String),
        }

    def draw(self, index: Ints, group: Ints, region: Ints, sex: Ints, old: Ints) -> Drawn:
        """The words of persons' names, by number, ethnic group, region, sex (1, 2) and age (0, 1)."""
        rows = ((self._styles[group] * _REGIONS + region) * _SEXES + (sex - MALE)) * _AGES + old
        first = self._pick("first", rows, index)
        middle = self._pick("middle", rows, index)
        given = self._pick("given", rows, index)
        for attempt in range(4):  # nobody is called Minh Minh
            stem = self._stems[given]
            twice = np.flatnonzero((stem == self._stems[middle]) | (stem == self._stems[first]))
            if not len(twice):
                break
            steps = (uniform(self._keys["again"] + attempt, index[twice]) * _STEPS).astype(np.int64)
            given[twice] = self._tables["given"][rows[twice], steps]
        return Drawn(first, middle, given)

    def parent(self, child: Drawn, index: Ints, group: Ints, region: Ints, sex: Ints) -> Drawn:
        """A parent's name: the father's family name is the child's; or the mother's, where clans are hers."""
        drawn = self.draw(index, group, region, sex, np.ones(len(index), dtype=np.int64))
        clan = self._clan[self._styles[group]]
        same_first = ~clan & (sex == MALE) & (child.first != 0)
        same_clan = clan & (sex == FEMALE)
        return Drawn(
            np.where(same_first, child.first, drawn.first),
            drawn.middle,
            np.where(same_clan, child.given, drawn.given),
        )

    def columns(self, drawn: Drawn) -> list[pl.Series]:
        """The names in full: ``name``, ``search_name`` and ``sort_name``."""
        return [
            self._joined("name", drawn, ("word", "word", "word")),
            self._joined("search_name", drawn, ("search", "search", "search")),
            self._joined("sort_name", drawn, ("keys", "keys", "lead"), begins="last"),
        ]

    def written(self, drawn: Drawn) -> pl.Series:
        """The names as they are written."""
        return self._joined("name", drawn, ("word", "word", "word"))

    def words(self) -> Iterable[str]:
        """Every word of the vocabulary."""
        return (word.strip() for word in self._words if word)

    def _pick(self, place: str, rows: Ints, index: Ints) -> Ints:
        steps = (uniform(self._keys[place], index) * _STEPS).astype(np.int64)
        picked: Ints = self._tables[place][rows, steps]
        return picked

    def _joined(
        self, name: str, drawn: Drawn, kinds: tuple[str, str, str], begins: str | None = None
    ) -> pl.Series:
        parts = [self._columns[begins].gather(drawn.given)] if begins else []
        numbers = (drawn.first, drawn.middle, drawn.given)
        parts += [self._columns[kind].gather(number) for kind, number in zip(kinds, numbers, strict=True)]
        frame = pl.DataFrame({str(place): part for place, part in enumerate(parts)})
        return frame.select(pl.concat_str(pl.all()).alias(name)).to_series()


def _key_in_order(word: str) -> str:
    """The sort keys of a word's syllables, each after a space, in the order in which they are written."""
    return "".join(f" {sort_key(syllable)}" for syllable in word.split())
