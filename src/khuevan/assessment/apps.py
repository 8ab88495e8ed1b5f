"""The assessment room."""

from importlib import import_module

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.assessment"

    def ready(self) -> None:
        """Marks can be handed in as files; they follow learners who move, and records that are merged."""
        from khuevan.assessment.services.files import IMPORTABLE  # noqa: PLC0415  models are not loaded before
        from khuevan.intake.public import register  # noqa: PLC0415

        register(IMPORTABLE)
        import_module("khuevan.assessment.handlers")
        import_module("khuevan.assessment.merging")
