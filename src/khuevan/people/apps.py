"""The people room."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.people"

    def ready(self) -> None:
        import_module("khuevan.people.handlers")
