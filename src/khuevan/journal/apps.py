"""The journal room."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.journal"
