"""The table of ratios: every module beside this one measures its own, all in one run on one machine."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import django

Row = dict[str, object]
COLUMNS = ("name", "measured", "against", "ratio", "goal", "holds")


def main() -> int:
    """Measure, print the table and write it to ``$KHUEVAN_HOME/bench.json``. Names on the command line choose."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuevan.config.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415  needs Django set up

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
