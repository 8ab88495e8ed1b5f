"""The resources room."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.resources"
