"""The operations room."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.operations"
