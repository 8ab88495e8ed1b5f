"""The org room."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.org"

    def ready(self) -> None:
        """Institutions can be handed in as files; branches of the tree have names, codes and places."""
        from khuevan.access.public import name_branches  # noqa: PLC0415  models are not loaded before
        from khuevan.intake.public import register  # noqa: PLC0415
        from khuevan.org.selectors import branch_names, branch_of  # noqa: PLC0415
        from khuevan.org.services.institutions import IMPORTABLE  # noqa: PLC0415

        register(IMPORTABLE)
        name_branches(branch_names, branch_of)
