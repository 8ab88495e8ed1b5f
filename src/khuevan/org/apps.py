"""The org room."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.org"
