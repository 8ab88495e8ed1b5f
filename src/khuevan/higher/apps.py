"""The higher room."""

from django.apps import AppConfig


class HigherConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.higher"
