"""How often each thing is in the register: what agreement by chance is reckoned from."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_COUNTED = {
    "spelled": ["spelled"],
    "plain": ["key"],
    "short": ["key"],
    "tone": ["key"],
    "unit": ["unit"],
    "commune": ["commune"],
    "province": ["province"],
    "year": ["year"],
    "partial": ["year"],
}


@dataclass(frozen=True, slots=True)
class Population:
    """Counts over described persons, which may come in parts: ``Population.of(part) + Population.of(part)``.

    ``counts`` has a frame for each thing counted, with its key and ``count``; ``total`` counts the persons,
    ``unnumbered`` those without a national number.
    """

    total: int
    unnumbered: int
    counts: dict[str, pl.DataFrame]

    @classmethod
    def of(cls, people: pl.DataFrame) -> Population:
        """The counts over some persons."""
        among = {
            "plain": pl.col("plain"),
            "short": pl.col("words") == 2,
            "partial": pl.col("birth_precision") != "d",
        }
        return cls(
            people.height,
            people["national"].null_count(),
            {
                name: people.filter(among.get(name, pl.lit(True))).group_by(keys).agg(count=pl.len())
                for name, keys in _COUNTED.items()
            },
        )

    def __add__(self, other: Population) -> Population:
        return Population(
            self.total + other.total,
            self.unnumbered + other.unnumbered,
            {
                name: pl.concat([frame, other.counts[name]])
                .group_by(_COUNTED[name])
                .agg(pl.col("count").sum())
                for name, frame in self.counts.items()
            },
        )
