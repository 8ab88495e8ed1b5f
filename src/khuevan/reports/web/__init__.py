"""The pages of reports: one's own, one report, progress by territory, and what has changed since."""

from khuevan.reports.web.lists import changed, home, own_days, progress
from khuevan.reports.web.one import compare, give_back, report, rows, sign, signature

__all__ = [
    "changed", "compare", "give_back", "home", "own_days", "progress", "report", "rows", "sign",
    "signature", "urlpatterns",
]  # fmt: skip

from django.urls import URLPattern, path

ONE = "reports/<str:reference>/<str:form>/<int:year>/<str:period>"

urlpatterns: list[URLPattern] = [
    path("reports", home, name="reports"),
    path("reports/changed", changed, name="reports-changed"),
    path("reports/progress/<str:reference>", progress, name="reports-progress"),
    path("reports/deadlines/<str:reference>", own_days, name="reports-deadlines"),
    path(ONE, report, name="report"),
    path(f"{ONE}/sign", sign, name="report-sign"),
    path(f"{ONE}/return", give_back, name="report-return"),
    path(f"{ONE}/compare", compare, name="report-compare"),
    path(f"{ONE}/rows", rows, name="report-rows"),
    path(f"{ONE}/receipt", signature, name="report-receipt"),
]
