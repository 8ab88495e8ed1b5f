"""The cheap checks of every cell and row, column by column: from text to typed columns, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from khuevan.intake.contracts import ROW, Column, Description, Kind
from khuevan.intake.reading.source import EXTRA, Chunk

YES = ("có", "x", "true", "1", "yes", "đúng", "t")
NO = ("không", "false", "0", "no", "sai", "f")
SHOWN_VALUE = 60
FAULTS_SCHEMA = {ROW: pl.Int64, "column": pl.String, "code": pl.String, "value": pl.String}
_WRONG_TYPE = {
    Kind.INTEGER: "KV-I-0302", Kind.DECIMAL: "KV-I-0303", Kind.MARK: "KV-I-0303", Kind.DATE: "KV-I-0304",
    Kind.PARTIAL: "KV-I-0304", Kind.BOOL: "KV-I-0306",
}  # fmt: skip
_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f\u{FFFE}\u{FFFF}]"
# Anything beside ASCII and the composed Latin and Vietnamese letters, which normalising leaves as they are.
_NOT_COMPOSED = r"[^\x20-\x7e\u{C0}-\u{233}\u{1EA0}-\u{1EF9}]"
_TEXTS = {Kind.TEXT, Kind.ID, Kind.CODE}


def no_faults() -> pl.DataFrame:
    """A list of faults without any."""
    return pl.DataFrame(schema=FAULTS_SCHEMA)


def polars_type(column: Column) -> pl.DataType:
    """What a column is in a checked frame."""
    if column.kind in {Kind.DECIMAL, Kind.MARK}:
        return pl.Decimal(18, column.scale)
    if column.kind is Kind.INTEGER:
        return pl.Int64()
    if column.kind is Kind.DATE:
        return pl.Date()
    return pl.Boolean() if column.kind is Kind.BOOL else pl.String()


class Checker:
    """Checks the chunks of one file in turn; remembers the keys it has seen, as 64-bit hashes."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self._seen = pl.Series("seen", [], pl.UInt64)

    def check(self, chunk: Chunk) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The good rows, typed, with ``ROW`` and all columns; and the faults of the others, in order of rows.

        Rows without any text are passed over. Every other row is either good or has a fault.
        """
        raw = self._cleaned(chunk)
        typed = self._typed(raw)
        faults = self._cell_faults(raw, typed)
        good = typed
        if faults.height:
            good = typed.join(faults.select(ROW).unique(), on=ROW, how="anti", maintain_order="left")
        doubles = self._doubles(good)
        if doubles.height:
            good = good.join(doubles.select(ROW), on=ROW, how="anti", maintain_order="left")
            faults = pl.concat([faults, doubles])
        return good, faults.sort(ROW, maintain_order=True) if faults.height else faults

    def _cleaned(self, chunk: Chunk) -> pl.DataFrame:
        names = [one.name for one in self._description.columns]
        missing = [name for name in names if name not in chunk.frame.columns]
        frame = chunk.frame.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
        if not chunk.plain:
            odd = [name for name in (*names, EXTRA) if frame[name].str.contains(_NOT_COMPOSED).any()]
            frame = frame.with_columns(pl.col(odd).str.normalize("NFC"))
            frame = frame.with_columns(pl.col(*names, EXTRA).str.strip_chars())
        # An empty text is no text, whether it was quoted or not.
        cells = pl.col(*names, EXTRA)
        frame = frame.with_columns(pl.when(cells.str.len_bytes() > 0).then(cells))
        empty = pl.all_horizontal(pl.col(*names, EXTRA).is_null())
        return frame.filter(~empty).select(ROW, *names, EXTRA)

    def _typed(self, raw: pl.DataFrame) -> pl.DataFrame:
        typed = raw.select(ROW, *(_TYPING.get(one.kind, _text)(one) for one in self._description.columns))
        for one in self._description.columns:
            if one.kind is Kind.CODE:
                typed = typed.with_columns(_by_label(one, typed[one.name]))
            elif one.kind is Kind.DATE and raw[one.name].null_count() != typed[one.name].null_count():
                typed = typed.with_columns(_other_dates(raw[one.name]).alias(one.name))
        return typed

    def _cell_faults(self, raw: pl.DataFrame, typed: pl.DataFrame) -> pl.DataFrame:
        both = raw.select(ROW, pl.exclude(ROW).name.prefix("raw ")).hstack(typed.drop(ROW))
        asked = [("", "KV-I-0312", pl.col(f"raw {EXTRA}").is_not_null())]
        for column in self._description.columns:
            asked += [(column.name, code, wrong) for code, wrong in self._checks(column)]
        asked += [
            (name, rule.code, ~rule.holds) for rule in self._description.rules for name in rule.columns[:1]
        ]
        masks = both.select(wrong.fill_null(False).alias(str(n)) for n, (_, _, wrong) in enumerate(asked))
        counts = masks.sum().row(0)
        found = [
            self._listed(both.filter(masks[str(n)]), name, code)
            for n, (name, code, _) in enumerate(asked)
            if counts[n]
        ]
        return pl.concat(found) if found else no_faults()

    def _listed(self, rows: pl.DataFrame, name: str, code: str) -> pl.DataFrame:
        value = pl.col(f"raw {name or EXTRA}").fill_null("").str.slice(0, SHOWN_VALUE)
        return rows.select(ROW, column=pl.lit(name), code=pl.lit(code), value=value)

    def _checks(self, column: Column) -> list[tuple[str, pl.Expr]]:
        cell, raw = pl.col(column.name), pl.col(f"raw {column.name}")
        checks = []
        if column.required or column.name in self._description.key:
            checks.append(("KV-I-0301", raw.is_null()))
        if column.kind in _WRONG_TYPE:
            checks.append((_WRONG_TYPE[column.kind], raw.is_not_null() & cell.is_null()))
        if column.kind is Kind.CODE:
            checks.append(("KV-I-0305", ~cell.is_in([code.value for code in column.codes])))
        elif column.kind in _TEXTS:
            long = (cell.str.len_bytes() > column.length) & (cell.str.len_chars() > column.length)
            checks.append(("KV-I-0307", long))
            checks.append(("KV-I-0313", cell.str.contains(_CONTROL)))
        if column.pattern:
            checks.append(("KV-I-0308", ~cell.str.contains(f"^(?:{column.pattern})$")))
        least, most = _bounds(column)
        if least is not None:
            checks.append(("KV-I-0309", cell < least))
        if most is not None:
            checks.append(("KV-I-0310", cell > most))
        return checks

    def _doubles(self, good: pl.DataFrame) -> pl.DataFrame:
        # Invariant: _seen holds the hash of every key that was passed on as good.
        key = list(self._description.key)
        hashes = good.select(pl.struct(key).hash() if len(key) > 1 else pl.col(key[0]).hash()).to_series()
        again = ~hashes.is_first_distinct()
        if self._seen.len():
            again |= hashes.is_in(self._seen)
        self._seen = self._seen.append(hashes.filter(~again).alias("seen"))
        if not again.any():
            return no_faults()
        value = pl.concat_str(pl.col(key).cast(pl.String), separator=" ").str.slice(0, SHOWN_VALUE)
        return good.filter(again).select(ROW, column=pl.lit(key[0]), code=pl.lit("KV-I-0311"), value=value)


def _bounds(column: Column) -> tuple[pl.Expr | None, pl.Expr | None]:
    least, most = column.least, column.most
    if column.kind is Kind.MARK:
        least, most = (0 if least is None else least), (10 if most is None else most)
    if column.kind is Kind.DATE:
        least, most = least or date(1900, 1, 1), most or date(2100, 12, 31)
    kind = polars_type(column)
    return tuple(None if one is None else pl.lit(one).cast(kind) for one in (least, most))  # type: ignore[return-value]


def _text(column: Column) -> pl.Expr:
    return pl.col(column.name)


def _integer(column: Column) -> pl.Expr:
    return pl.col(column.name).cast(pl.Int64, strict=False)


def _decimal(column: Column) -> pl.Expr:
    # A comma is a decimal comma. Places past the scale are no rounding matter: the cell is refused.
    cell = pl.col(column.name).str.replace(",", ".", literal=True)
    exact = cell.str.contains(rf"^[+-]?[0-9]{{1,{18 - column.scale}}}(?:\.[0-9]{{0,{column.scale}}}0*)?$")
    return pl.when(exact).then(cell).cast(pl.Decimal(18, column.scale), strict=False)


def _date(column: Column) -> pl.Expr:
    return pl.col(column.name).str.to_date("%Y-%m-%d", strict=False)


def _other_dates(raw: pl.Series) -> pl.Series:
    """Dates in all the ways they are written: ISO (with midnight), dd/mm/yyyy, dd-mm-yyyy, dd.mm.yyyy."""
    cell = pl.col(raw.name)
    iso = cell.str.strip_suffix(" 00:00:00")
    local = cell.str.replace_all(r"[-.]", "/")
    full = pl.when(local.str.contains(r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$")).then(local)
    return (
        raw.to_frame()
        .select(
            pl.coalesce(
                pl.when(iso.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
                .then(iso)
                .str.to_date("%Y-%m-%d", strict=False),
                full.str.to_date("%d/%m/%Y", strict=False),
            )
        )
        .to_series()
    )


def _partial(column: Column) -> pl.Expr:
    cell = pl.col(column.name).str.strip_suffix(" 00:00:00")
    iso = (
        pl.when(cell.str.contains("/", literal=True))
        .then(
            cell.str.replace(r"^(\d{1,2})/(\d{4})$", "$2-0$1")
            .str.replace(r"^(\d{1,2})/(\d{1,2})/(\d{4})$", "$3-0$2-0$1")
            .str.replace_all(r"-0(\d\d)", "-$1")
        )
        .otherwise(cell)
    )
    shaped = iso.str.contains(r"^(?:19|20)\d\d(?:-\d\d){0,2}$")
    day = pl.concat_str(iso, pl.lit("-01-01")).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    return pl.when(shaped & day.is_not_null()).then(iso).alias(column.name)


def _yes_or_no(column: Column) -> pl.Expr:
    table = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    return (
        pl.col(column.name)
        .str.to_lowercase()
        .replace_strict(table, default=None, return_dtype=pl.Boolean)
        .alias(column.name)
    )


def _by_label(column: Column, cells: pl.Series) -> pl.Series:
    """Codes stay; a code's title in either language becomes the code."""
    values = [code.value for code in column.codes]
    if cells.null_count() == cells.len() or cells.drop_nulls().is_in(values).all():
        return cells
    labels = {label: code.value for code in column.codes for label in (code.vi, code.en, code.value)}
    return cells.replace(list(labels), list(labels.values()))


_TYPING: dict[Kind, Callable[[Column], pl.Expr]] = {
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.MARK: _decimal,
    Kind.DATE: _date,
    Kind.PARTIAL: _partial,
    Kind.BOOL: _yes_or_no,
}
