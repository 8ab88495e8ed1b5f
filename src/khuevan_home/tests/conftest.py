"""Homes to break: each has its own cluster, and nothing of it is left running."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from khuevan_home import Home, server


@pytest.fixture
def make_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Home]]:
    # Not pytest's own folder: that one is closed to others, and root lends the server another identity.
    for name in ("DATABASE_URL", "DATABASE_APP_URL"):
        monkeypatch.delenv(name, raising=False)
    base = Path(tempfile.mkdtemp(prefix="khuevan-home-", dir="/var/tmp"))
    base.chmod(0o755)
    made: list[Home] = []

    def make() -> Home:
        made.append(Home(base / f"home {len(made)}"))
        return made[-1]

    yield make
    for home in made:
        server.stop(home)
    shutil.rmtree(base)


@pytest.fixture
def home(make_home: Callable[[], Home]) -> Home:
    return make_home()
