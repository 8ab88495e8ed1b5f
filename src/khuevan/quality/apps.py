"""The quality room."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.quality"
