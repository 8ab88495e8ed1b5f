"""What of a record is compared: names folded to what their spellings share, dates and places in their
parts.
"""

from __future__ import annotations

import polars as pl

TONES = "\u0300\u0309\u0303\u0301\u0323"
# y stands for i at the end of a syllable after a consonant or qu: Lý and Lí, Quý and Quí; not Thúy, not May.
_Y = r"(qu|[bcdđghklmnprstvx])y\b"


def described(persons: pl.DataFrame) -> pl.DataFrame:
    """The columns that are compared, from a register's rows.

    ``persons`` has ``id``, ``name``, ``birth_date``, ``birth_precision``, ``sex``, ``ethnicity``,
    ``national`` (a number of twelve digits, or null), ``unit``, ``commune``, ``province`` (numbers of
    places, the unit's own where it has none) and ``guardian`` (who is responsible, as written, or null).
    ``spelled`` is the name's letters and, apart, its tones, wherever the mark was put; ``key`` is it without
    any marks; ``first`` and ``last`` are the family and the given name in it, ``words`` its number of words;
    ``plain`` says that it was written without marks. ``low`` and ``high`` are day and month by size.
    """
    letters = pl.col("name").str.normalize("NFD").str.to_lowercase().str.replace_all(r"\s+", " ")
    letters = letters.str.strip_chars().str.replace_all("[’ʼ]", "'")
    without_tones = letters.str.replace_all(f"[{TONES}]", "").str.replace_all(_Y, "${1}i")
    tones = letters.str.replace_all(f"[^ {TONES}]", "")
    guardian = pl.col("guardian").str.normalize("NFD").str.to_lowercase().str.replace_all(r"\p{M}", "")
    day, month = pl.col("birth_date").dt.day(), pl.col("birth_date").dt.month()
    known = pl.col("birth_precision") == "d"
    frame = persons.select(
        "id", "birth_date", "birth_precision", "sex", "ethnicity", "national", "unit", "commune", "province",
        spelled=without_tones + "|" + tones,
        key=without_tones.str.replace_all(r"\p{M}", "").str.replace_all("đ", "d"),
        plain=~letters.str.contains(r"\p{M}|đ"),
        year=pl.col("birth_date").dt.year(),
        low=pl.when(known).then(pl.min_horizontal(day, month)),
        high=pl.when(known).then(pl.max_horizontal(day, month)),
        guardian=guardian.str.replace_all("đ", "d"),
    )  # fmt: skip
    words = pl.col("key").str.split(" ")
    return frame.with_columns(
        first=words.list.first(),
        last=words.list.last(),
        words=words.list.len(),
        century=pl.col("year") % 100,
    )


def sliced(people: pl.DataFrame, slices: int) -> list[pl.DataFrame]:
    """The described persons cut by year of birth, so that nearly every pair of one person falls in one slice.

    Years a hundred apart fall together. Persons without a birth date are in the first slice.
    """
    place = (pl.col("century").fill_null(0) % slices).alias("slice")
    parts = people.with_columns(place).partition_by("slice", as_dict=True, include_key=False)
    return [parts.get((number,), people.clear()) for number in range(slices)]
