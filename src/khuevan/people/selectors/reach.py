"""Work whose right has been decided already looks at every person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def everywhere() -> Iterator[None]:
    """Let the database show every person inside the block, whatever the actor reaches; then as before.

    In a transaction. What comes out of the block has to be narrowed to the actor's reach again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('khuevan.reach', true), '')")
        [before] = cursor.fetchone() or ("",)
        cursor.execute("SELECT set_config('khuevan.reach', '/', true)")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT set_config('khuevan.reach', %s, true)", [before])
