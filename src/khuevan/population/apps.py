"""The population room."""

from django.apps import AppConfig


class PopulationConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.population"
