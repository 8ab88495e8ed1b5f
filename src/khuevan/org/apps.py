"""The org room."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.org"

    def ready(self) -> None:
        """Institutions can be handed in as files."""
        from khuevan.intake.public import register  # noqa: PLC0415  models are not loaded before
        from khuevan.org.services.institutions import IMPORTABLE  # noqa: PLC0415

        register(IMPORTABLE)
