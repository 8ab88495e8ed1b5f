"""The access room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """Lets the application's database role work on every table, and only add to the append-only ones."""

    name = "khuevan.access"

    def ready(self) -> None:
        post_migrate.connect(_grant, sender=self)


def _grant(*, using: str, **_: Any) -> None:
    if connections[using].settings_dict["USER"] == settings.DATABASE_APP_ROLE:
        return
    quote = connections[using].ops.quote_name
    role = quote(settings.DATABASE_APP_ROLE)
    with connections[using].cursor() as cursor:
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        # Partitions are reached through their table alone, whose policies hold there and not on them.
        cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relispartition AND relkind = 'r'")
        for (partition,) in cursor.fetchall():
            cursor.execute(f"REVOKE ALL ON {partition} FROM {role}")
        for model in apps.get_models():
            if getattr(model, "append_only", False):
                cursor.execute(f"REVOKE UPDATE, DELETE ON {quote(model._meta.db_table)} FROM {role}")
            rights = getattr(
                model, "app_role_may", None
            )  # less than the rest: columns, reading only, nothing
            if rights is not None:
                cursor.execute(f"REVOKE ALL ON {quote(model._meta.db_table)} FROM {role}")
            if rights:
                cursor.execute(f"GRANT {rights} ON {quote(model._meta.db_table)} TO {role}")
