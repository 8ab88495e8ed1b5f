"""The population room."""

from importlib import import_module

from django.apps import AppConfig


class PopulationConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.population"

    def ready(self) -> None:
        import_module("khuevan.population.handlers")
