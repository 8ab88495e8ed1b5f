"""A small map, and the whole of a country on it."""

from __future__ import annotations

from functools import cache

import polars as pl

from khuevan_nation.country import Country
from khuevan_nation.digest import Digest
from khuevan_nation.places import PROVINCES


def small_map() -> pl.DataFrame:
    """Four communes in each of the 34 provinces."""
    rows = [
        (f"{number * 4 + place:05d}", province.code, f"Nơi {number}.{place}", ("Phường", "Xã")[place % 2])
        for number, province in enumerate(PROVINCES)
        for place in range(4)
    ]
    return pl.DataFrame(rows, schema=["code", "province", "name", "kind"], orient="row")


def tables(country: Country) -> dict[str, pl.DataFrame]:
    """Every table of a country, whole."""
    parts: dict[str, list[pl.DataFrame]] = {}
    for name, frame in country.tables():
        parts.setdefault(name, []).append(frame)
    return {name: pl.concat(frames) for name, frames in parts.items()}


def digest(country: Country) -> str:
    """The digest of a country."""
    taken = Digest()
    for name, frame in country.tables():
        taken.add(name, frame)
    return taken.hex()


@cache
def nation(scale: float, seed: int = 1) -> dict[str, pl.DataFrame]:
    """The tables of a country, made once."""
    return tables(Country(scale, seed, small_map()))
