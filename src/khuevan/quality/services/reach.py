"""Rules look at everything, whoever asks for them: the second wall is opened for them and closed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from khuevan.access.public import reaching, system

SYSTEM = system("quality")
_SETTINGS = "SELECT current_setting('khuevan.reach', true), current_setting('khuevan.person', true)"


@contextmanager
def everywhere() -> Iterator[None]:
    """Within a transaction: the whole country's persons may be read, until the end of this block."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        before = [value or "" for value in cursor.fetchone()]
    reaching(SYSTEM)
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('khuevan.reach', %s, true), set_config('khuevan.person', %s, true)", before
        )
