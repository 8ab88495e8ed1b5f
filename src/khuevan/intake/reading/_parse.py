"""Run as a program of its own: has a native library read a workbook or Parquet file, within limits.

``python -I _parse.py KIND SOURCE TARGET SHEET MEMORY SECONDS``: writes all cells as text to TARGET
(Arrow IPC).
Whatever a damaged file does to the library, it does to this process alone.
"""

from __future__ import annotations

import resource
import sys

ROWS = 65_536
CELLS_BYTES = 4 * 2**30


def main() -> int:
    """Read, and answer 0; anything else says that the file could not be read."""
    kind, source, target, sheet, memory, seconds = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    (_workbook if kind == "xlsx" else _parquet)(source, target, sheet)
    return 0


def _workbook(source: str, target: str, sheet: str) -> None:
    import fastexcel  # noqa: PLC0415  after the limits are set
    import pyarrow as pa  # noqa: PLC0415

    book = fastexcel.read_excel(source)
    name = sheet if sheet in book.sheet_names else book.sheet_names[0]
    batch = book.load_sheet(name, header_row=None, dtypes="string").to_arrow()
    with pa.OSFile(target, "wb") as out, pa.ipc.new_file(out, batch.schema) as writer:
        for start in range(0, batch.num_rows, ROWS):
            writer.write_batch(batch.slice(start, ROWS))


def _parquet(source: str, target: str, sheet: str) -> None:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    file = pq.ParquetFile(source, memory_map=True)
    schema = pa.schema([(name, pa.string()) for name in file.schema_arrow.names])
    written = 0
    with pa.OSFile(target, "wb") as out, pa.ipc.new_file(out, schema) as writer:
        for batch in file.iter_batches(ROWS):
            text = pa.record_batch([column.cast(pa.string()) for column in batch.columns], schema=schema)
            written += text.nbytes
            if written > CELLS_BYTES:
                raise SystemExit(3)
            writer.write_batch(text)


if __name__ == "__main__":
    sys.exit(main())
