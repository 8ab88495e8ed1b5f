"""The quality room."""

from importlib import import_module

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """The room as Django knows it."""

    name = "khuevan.quality"

    def ready(self) -> None:
        """Whatever is handed in is asked the rules of its dataset; saved records are asked again."""
        from khuevan.intake.public import also_check, also_says  # noqa: PLC0415  models are not loaded before
        from khuevan.quality.selectors.arriving import check_arriving, words_of_code  # noqa: PLC0415

        also_check(check_arriving)
        also_says(words_of_code)
        import_module("khuevan.quality.handlers")
