"""The schooling room."""

from importlib import import_module

from django.apps import AppConfig


class SchoolingConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.schooling"

    def ready(self) -> None:
        import_module("khuevan.schooling.merging")
