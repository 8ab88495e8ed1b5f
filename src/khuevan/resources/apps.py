"""The resources room."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.resources"

    def ready(self) -> None:
        """Premises and conditions can be handed in as files."""
        from khuevan.intake.public import register  # noqa: PLC0415  models are not loaded before
        from khuevan.resources.services import conditions, premises  # noqa: PLC0415

        register(premises.IMPORTABLE)
        register(conditions.IMPORTABLE)
