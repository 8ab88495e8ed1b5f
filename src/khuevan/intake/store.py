"""Where files lie: what was handed in, by its digest; what an import found, by its batch."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import polars as pl
from django.conf import settings

from khuevan.intake.contracts import Limits
from khuevan.intake.rules import refuse

PIECE = 2**20
_UNSAFE = re.compile(r"[^\w .()\-]|\.\.+")


def keep(file: BinaryIO, limits: Limits) -> tuple[str, int]:
    """Store a file by the SHA-256 of what it holds; answers digest and size. Refuses one that is too
    large."""
    folder = _folder("uploads")
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".draft-") as draft:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > limits.upload:
                raise refuse("KV-I-0002")
            digest.update(piece)
            draft.write(piece)
        draft.flush()
        os.fsync(draft.fileno())
        target = kept(digest.hexdigest())
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            os.link(draft.name, target)
    return digest.hexdigest(), size


def kept(digest: str) -> Path:
    """Where the file of that digest lies."""
    return _folder("uploads") / digest[:2] / digest


def safe_name(name: str) -> str:
    """A file's name without folders and without what a system could take for more than a name."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    return _UNSAFE.sub("_", last).strip(" ._")[-100:] or "tep"


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder for what has to be unpacked; gone afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(dir=_folder("work")) as name:
        yield Path(name)


def findings(batch: int, name: str) -> Path:
    """A file of a batch: ``faults.parquet``, ``rows.parquet`` (the refused rows), ``result.xlsx`` or
    ``.csv``."""
    return _folder(f"batches/{batch}") / name


def write_findings(batch: int, faults: pl.DataFrame, rows: pl.DataFrame) -> None:
    """Keep the faults and the refused rows of a batch; writing them again replaces them."""
    for name, frame in (("faults.parquet", faults), ("rows.parquet", rows)):
        frame.write_parquet(findings(batch, name))
    for name in ("result.xlsx", "result.csv"):
        findings(batch, name).unlink(missing_ok=True)


def _folder(name: str) -> Path:
    folder = Path(settings.HOME.files) / "intake" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
