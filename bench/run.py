"""The table of ratios: every module beside this one measures its own, all in one run on one machine."""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

import django

Row = dict[str, object]
COLUMNS = ("name", "measured", "against", "ratio", "goal", "holds")


def server_seconds() -> float:
    """Processor seconds that the database server and all its processes, living and ended, have used so far.

    Beside other work a wall clock measures the others too; a ratio of processor times stays what it is. The
    server has to run on this machine: its process is the parent of the connection's own.
    """
    from django.db import connections  # noqa: PLC0415  needs Django set up

    connections["owner"].ensure_connection()
    backend: int = connections["owner"].connection.info.backend_pid
    time.sleep(0.3)  # what has just ended is counted when its parent has noticed
    server = _process(backend)[1]
    processes = [_process(int(name)) for name in os.listdir("/proc") if name.isdigit()]
    ticks = sum(
        own + (ended if pid == server else 0)
        for pid, parent, own, ended in processes
        if server in {pid, parent}
    )
    return ticks / os.sysconf("SC_CLK_TCK")


def _process(pid: int) -> tuple[int, int, int, int]:
    """Its number, its parent, the ticks of itself and of its ended children (proc(5): fields 4, 14 to 17)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return pid, 0, 0, 0
    return pid, int(fields[1]), int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])


def main() -> int:
    """Measure, print the table, write it to ``$KHUEVAN_HOME/bench.json``. Names given on the line choose."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuevan.config.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415  needs Django set up

    from khuevan.config.commands import migrate_when_new  # noqa: PLC0415

    migrate_when_new()

    folder = Path(__file__).parent
    sys.path.insert(0, str(folder))
    names = sys.argv[1:] or sorted(file.stem for file in folder.glob("*.py") if file.stem != "run")
    print(f"load before: {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores", flush=True)
    rows: list[Row] = []
    for name in names:
        measured: list[Row] = import_module(name).measure()
        rows += measured
        for row in measured:
            print(" | ".join(f"{row[column]}" for column in COLUMNS), flush=True)
    (settings.HOME.root / "bench.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
