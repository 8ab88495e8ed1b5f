"""The marks room."""

from django.apps import AppConfig


class MarksConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.marks"
