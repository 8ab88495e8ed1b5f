"""The pages of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from khuevan.higher.web import registers, standards, students

urlpatterns: list[URLPattern] = [
    path("higher", standards.home, name="higher"),
    path("higher/standards", standards.standards, name="higher-standards"),
    path("higher/standards/freeze", standards.freeze, name="higher-freeze"),
    path("higher/overview", standards.overview, name="higher-overview"),
    path("higher/overview/publish", standards.publish, name="higher-publish"),
    path("higher/published", standards.published, name="higher-published"),
    path("higher/registers/<str:register>", registers.listed, name="higher-list"),
    path("higher/registers/<str:register>/find", registers.found, name="higher-find"),
    path("higher/registers/<str:register>/export", registers.exported, name="higher-export"),
    path("higher/registers/<str:register>/add", registers.add, name="higher-add"),
    path("higher/registers/<str:register>/rows/<str:reference>", registers.detail, name="higher-row"),
    path("higher/registers/<str:register>/rows/<str:reference>/edit", registers.edit, name="higher-edit"),
    path("higher/studies/<str:reference>/decide", students.decide, name="higher-decide"),
    path("higher/degrees/<str:reference>/change", students.correct, name="higher-degree"),
    path("degrees/verify", students.verify, name="degree-verify"),
]
