"""The schooling room."""

from importlib import import_module

from django.apps import AppConfig


class SchoolingConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.schooling"

    def ready(self) -> None:
        """What follows a merge of persons; what its persons are; what can be handed in as files."""
        import_module("khuevan.schooling.merging")
        import_module("khuevan.schooling.kinds")
        from khuevan.intake.public import register  # noqa: PLC0415  models are not loaded before
        from khuevan.org.public import stands_on_units  # noqa: PLC0415
        from khuevan.schooling.selectors.standing import STANDING  # noqa: PLC0415
        from khuevan.schooling.services.importing import IMPORTABLES  # noqa: PLC0415

        for one in IMPORTABLES:
            register(one)
        for what, words, count in STANDING:
            stands_on_units(what, words, count)
