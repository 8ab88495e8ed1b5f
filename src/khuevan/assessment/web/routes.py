"""Where the room's pages are."""

from django.urls import path

from khuevan.assessment.web import classes, home, school, sheets

_CLASS = "marks/classes/<str:reference>"
_SHEET = f"{_CLASS}/<slug:sheet>/<int:term>"

urlpatterns = [
    path("marks", home.mine, name="marks"),
    path("me/marks", home.family, name="my-marks"),
    path("marks/pupils/<str:reference>", home.pupil, name="marks-pupil"),
    path("marks/schools/<str:reference>", school.progress, name="marks-school"),
    path("marks/schools/<str:reference>/windows", school.windows, name="marks-windows"),
    path(_CLASS, classes.overview, name="marks-class"),
    path(f"{_CLASS}/teachers", classes.teachers, name="marks-teachers"),
    path(f"{_CLASS}/exception", classes.exception, name="marks-exception"),
    path(_SHEET, sheets.sheet, name="marks-sheet"),
    path(f"{_SHEET}/file.xlsx", sheets.file, name="marks-file"),
    path(f"{_SHEET}/cell", sheets.cell, name="marks-cell"),
]
