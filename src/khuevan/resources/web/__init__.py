"""The pages of resources: premises, and teachers due beside teachers present."""

from khuevan.resources.web.norms import norms, of_unit, say_condition
from khuevan.resources.web.premises import edit, one, sheet

__all__ = ["edit", "norms", "of_unit", "one", "say_condition", "sheet", "urlpatterns"]

from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = [
    path("resources/premises", sheet, name="premises"),
    path("resources/premises/<str:reference>", one, name="premises-of"),
    path("resources/premises/<str:reference>/edit", edit, name="premises-edit"),
    path("resources/norms", norms, name="norms"),
    path("resources/norms/<str:reference>", of_unit, name="norms-of"),
    path("resources/norms/<str:reference>/conditions", say_condition, name="norms-conditions"),
]
