"""The exams room."""

from django.apps import AppConfig


class ExamsConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.exams"
