"""The nation room."""

from django.apps import AppConfig


class NationConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.nation"
