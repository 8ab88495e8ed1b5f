"""Why a row is changed."""

from __future__ import annotations

from django.db import connection


def say_why(reason: str) -> None:
    """Give the reason of what is changed in this transaction: the history keeps it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('khuevan.reason', %s, true)", [reason.strip()[:500]])
