"""What other rooms may use of intake.

Many rows into a table: ``copy_frame`` (into a plain table) and ``merge_frame`` (new, changed, unchanged);
out of it: ``read_frame``.

A thing that people hand in as files: say it once as a ``Description`` and, in ``apps.ready`` of the room that
owns it, ``register(Importable(description, merge, permission, check))``. Its page, template, checks, jobs and
commands follow. The ways out: ``export_xlsx``, ``export_csv``, ``export_parquet`` of a frame by its
description; ``table_csv`` and ``table_xlsx`` of what a page shows. ``own_open_batches``: what somebody handed
in that waits, or was not taken.

``close`` of an ``Importable`` is how one row of it ends.

Out of the register: give the ``Importable`` a ``Source``, one SELECT, and it is read whole (``rows_of``), by
pages of keys (``rows_between``, in up to 200 ``spans`` side by side) and by key (``rows_by_key``).

Without a page: ``bring`` rows, or ``receive`` a stream, ``run_later``, and ``batch`` to see how far it is;
``importable`` and ``registered`` say what there is.
"""

from __future__ import annotations

from khuevan.intake.contracts import (
    ROW,
    BatchFacts,
    BatchMerged,
    Brought,
    Close,
    Closing,
    Code,
    Column,
    Description,
    Fault,
    Importable,
    Key,
    Kind,
    Merged,
    Mode,
    Phase,
    Rule,
    Source,
    Span,
    Trace,
)
from khuevan.intake.dispatch import run_later
from khuevan.intake.loading import copy_frame, merge_frame
from khuevan.intake.registry import also_check, importable, importables, register, registered
from khuevan.intake.rules import UnknownImportable, also_says, words
from khuevan.intake.selectors import batch, faults, own_open_batches
from khuevan.intake.services import bring, receive
from khuevan.intake.sources import digests_into, rows_between, rows_by_key, rows_of, spans, typed_key
from khuevan.intake.tables import table_csv, table_xlsx
from khuevan.intake.unloading import read_frame
from khuevan.intake.writing import export_csv, export_parquet, export_xlsx

__all__ = [
    "ROW", "BatchFacts", "BatchMerged", "Brought", "Close", "Closing", "Code", "Column", "Description",
    "Fault",
    "Importable", "Key", "Kind", "Merged", "Mode", "Phase", "Rule", "Source", "Span", "Trace",
    "UnknownImportable", "also_check", "also_says", "batch", "bring", "copy_frame", "digests_into",
    "export_csv", "export_parquet", "export_xlsx", "faults", "importable", "importables", "merge_frame",
    "own_open_batches", "read_frame", "receive", "register", "registered", "rows_between",
    "rows_by_key", "rows_of", "run_later", "spans", "table_csv", "table_xlsx", "typed_key", "words",
]  # fmt: skip
