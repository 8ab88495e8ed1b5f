"""The transfers room."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.transfers"
