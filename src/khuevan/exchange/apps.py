"""The exchange room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ExchangeConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.exchange"

    def ready(self) -> None:
        """What the rooms say of their tables becomes triggers whenever the database is migrated."""
        from khuevan.exchange.tracing import trace_tables  # noqa: PLC0415  models are not loaded before

        post_migrate.connect(trace_tables, sender=self)
