"""The schooling room."""

from django.apps import AppConfig


class SchoolingConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.schooling"
