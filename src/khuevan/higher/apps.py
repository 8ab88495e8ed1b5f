"""The higher room."""

from importlib import import_module

from django.apps import AppConfig


class HigherConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.higher"

    def ready(self) -> None:
        """Its rows follow a person whose records are merged; its registers can be handed in as files."""
        from khuevan.higher.services import importables  # noqa: PLC0415  models are not loaded before
        from khuevan.intake.public import register  # noqa: PLC0415

        import_module("khuevan.higher.merging")
        import_module("khuevan.higher.kinds")
        for one in importables():
            register(one)
