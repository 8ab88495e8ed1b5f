"""The higher room."""

from importlib import import_module

from django.apps import AppConfig


class HigherConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.higher"

    def ready(self) -> None:
        import_module("khuevan.higher.merging")
