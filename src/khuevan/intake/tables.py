"""Tables for reading, as files: what a page shows, with numbers as numbers. They are not imported again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO

import polars as pl

from khuevan.intake.writing import new_book

NUMBERS = (int, float, Decimal)


def table_csv(frame: pl.DataFrame, titles: Mapping[str, str]) -> bytes:
    """A frame's columns under their titles: UTF-8 with its mark, so that Excel opens it."""
    out = BytesIO()
    out.write(b"\xef\xbb\xbf")
    _titled(frame, titles).write_csv(out, quote_style="non_numeric")
    return out.getvalue()


def table_xlsx(
    frame: pl.DataFrame, titles: Mapping[str, str], *, name: str, about: Sequence[tuple[str, str]] = ()
) -> bytes:
    """A frame's columns under their titles, on a sheet of a name; ``about`` is told on a sheet beside it."""
    out = BytesIO()
    with new_book(out, in_memory=True) as book:
        sheet = book.add_worksheet("".join("_" if x in "[]:*?/\\'" else x for x in name)[:31])
        head = book.add_format({"bold": True, "bg_color": "#E9F1F5", "border": 1, "text_wrap": True})
        for at, title in enumerate(titles.values()):
            sheet.write_string(0, at, title, head)
            sheet.set_column(at, at, max(10, min(len(title) + 2, 40)))
        for line, record in enumerate(frame.select(*titles).iter_rows(), 1):
            for at, value in enumerate(record):
                if isinstance(value, NUMBERS) and not isinstance(value, bool):
                    sheet.write_number(line, at, value)
                elif value is not None:
                    sheet.write_string(line, at, str(value))
        sheet.freeze_panes(1, 1)
        if about:
            beside = book.add_worksheet("Nguồn")
            beside.set_column(0, 1, 40)
            for line, (what, said) in enumerate(about):
                beside.write_string(line, 0, what, head)
                beside.write_string(line, 1, said)
    return out.getvalue()


def _titled(frame: pl.DataFrame, titles: Mapping[str, str]) -> pl.DataFrame:
    return frame.select(pl.col(name).alias(title) for name, title in titles.items())
