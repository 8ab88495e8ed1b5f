"""A file's pieces on their way: checked in one thread while the one before is merged in another."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl
from django.db import connections

from khuevan.intake.checking import FAULTS_SCHEMA, SHOWN_VALUE, Checker, no_faults
from khuevan.intake.contracts import ROW, Description, Importable, Limits
from khuevan.intake.reading.source import chunks
from khuevan.intake.registry import also_checks
from khuevan_kernel.actor import Actor


class Cancelled(Exception):
    """Somebody asked that the import stop; the transaction is undone by this."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A piece of a file: good rows, faults, and the refused rows as they were written."""

    good: pl.DataFrame
    faults: pl.DataFrame
    written: pl.DataFrame
    share: float


def checked_chunks(path: Path, thing: Importable, folder: Path, limits: Limits) -> Iterator[Checked]:
    """The checked pieces of a file. The next is read and checked while the caller is busy with the last."""
    checker = Checker(thing.description)
    with closing(chunks(path, thing.description, folder, limits)) as pieces, ThreadPoolExecutor(1) as aside:

        def following() -> Checked | None:
            piece = next(pieces, None)
            if piece is None:
                return None
            good, faults = checker.check(piece)
            return Checked(good, faults, piece.frame, piece.share)

        coming = aside.submit(following)
        while (found := coming.result()) is not None:
            coming = aside.submit(following)
            yield found


class Findings:
    """What was found so far: counts of all rows, and the faults of as many as are kept."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._faults: list[pl.DataFrame] = [no_faults()]
        self._rows: list[pl.DataFrame] = []
        self._kept = 0
        self.accepted = 0
        self.refused = 0

    def add(self, piece: Checked, thing: Importable, actor: Actor, at: datetime) -> pl.DataFrame:
        """Count a piece; answers the rows that also stand against the register."""
        good, faults = piece.good, piece.faults
        if thing.check and good.height:
            unknown = thing.check(good, actor, at)
            if unknown.height:
                faults = pl.concat([faults, _with_values(unknown, good)])
                good = good.join(unknown.select(ROW).unique(), on=ROW, how="anti", maintain_order="left")
        for check in also_checks() if good.height else ():
            told = check(thing.description.name, good, actor, at)
            if told.height:
                faults = pl.concat([faults, _with_values(told, good)])
                refused = told.filter("refuses").select(ROW).unique()
                good = good.join(refused, on=ROW, how="anti", maintain_order="left")
        self.accepted += good.height
        if faults.height:
            numbers = faults.select(ROW).unique().join(good.select(ROW), on=ROW, how="anti")
            self.refused += numbers.height
            if self._kept < self._limits.faults:
                self._kept += faults.height
                self._faults.append(faults)
                self._rows.append(piece.written.join(numbers, on=ROW, how="semi", maintain_order="left"))
        return good

    def frames(self, description: Description) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The kept faults, and the refused rows as they were written, both by row."""
        faults = pl.concat(self._faults).sort(ROW, maintain_order=True)
        empty = pl.DataFrame(schema={ROW: pl.Int64})
        return faults, pl.concat(self._rows) if self._rows else empty


def _with_values(unknown: pl.DataFrame, good: pl.DataFrame) -> pl.DataFrame:
    cells = good.select(ROW, pl.exclude(ROW).cast(pl.String))
    # A thing's own columns may be called anything.
    texts = cells.unpivot(index=ROW, variable_name="khuevan_column", value_name="khuevan_value")
    value = pl.col("khuevan_value").fill_null("").str.slice(0, SHOWN_VALUE).alias("value")
    found = unknown.select(ROW, "column", "code").join(
        texts, left_on=[ROW, "column"], right_on=[ROW, "khuevan_column"], how="left"
    )
    return found.with_columns(value).select(list(FAULTS_SCHEMA))


class Ticker:
    """Tells on a connection of its own how far a batch is, and hears there whether it shall stop.

    The batch's own transaction is not seen before its end; this one is, at once.
    """

    def __init__(self, batch: int) -> None:
        self._batch = batch
        self._connection: Any = None

    def __enter__(self) -> Self:
        self._connection = connections.create_connection("default")
        self.tick(0, 0.0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, where: TracebackType | None
    ) -> None:
        self._connection.close()

    def tick(self, rows: int, share: float) -> None:
        """Say how many rows are done and what share of the file; raises ``Cancelled`` where that was
        asked."""
        total = round(rows / share) if share else 0
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE intake_batch SET phase = 'running', rows_done = %s, rows_total = %s WHERE id = %s"
                " RETURNING cancel_asked",
                [rows, total, self._batch],
            )
            if cursor.fetchone() == (True,):
                raise Cancelled
