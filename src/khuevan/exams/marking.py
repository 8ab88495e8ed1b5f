"""The file of refused rows: as they were, each with what is wrong. Mended, it can be loaded as it is."""

from __future__ import annotations

import polars as pl

from khuevan.exams.layouts import MARKED
from khuevan.exams.reading import Sheet
from khuevan.exams.rules import FAULTS


def words(code: str, column: str, value: str, language: str) -> str:
    """A fault in a language (``vi`` or ``en``): the rule and the remedy."""
    said = FAULTS[code]
    return (said.vi if language == "vi" else said.en).format(column=column, value=value)


def marked_file(sheet: Sheet, faults: pl.DataFrame) -> bytes:
    """The refused rows as CSV (UTF-8 with its mark): cells, line, codes, and words in both languages."""
    said = faults.with_columns(_told("vi"), _told("en"))
    told = said.group_by("row").agg(
        pl.col("code").unique(maintain_order=True).str.join(" ").alias(f"{MARKED}_code"),
        pl.col("vi").unique(maintain_order=True).str.join(" | ").alias(f"{MARKED}_vi"),
        pl.col("en").unique(maintain_order=True).str.join(" | ").alias(f"{MARKED}_en"),
    )
    rows = told.join(sheet.frame, on="row", how="left", maintain_order="none").sort("row")
    names = {f"c{place}": heading for place, heading in enumerate(sheet.headings)}
    frame = rows.rename({"row": f"{MARKED}_row"} | names)
    ordered = frame.select(*sheet.headings, f"{MARKED}_row", f"{MARKED}_code", f"{MARKED}_vi", f"{MARKED}_en")
    return b"\xef\xbb\xbf" + ordered.write_csv(null_value="").encode()


def _told(language: str) -> pl.Expr:
    def tell(fault: dict[str, str]) -> str:
        return words(**fault, language=language)

    return pl.struct("code", "column", "value").map_elements(tell, return_dtype=pl.String).alias(language)
