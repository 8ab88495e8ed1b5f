"""The assessment room."""

from importlib import import_module

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.assessment"

    def ready(self) -> None:
        """Marks follow learners who move, and records that are merged."""
        import_module("khuevan.assessment.handlers")
        import_module("khuevan.assessment.merging")
