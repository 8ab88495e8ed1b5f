"""The exchange room."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.exchange"
