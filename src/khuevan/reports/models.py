"""Signed versions of reports, what has been noticed since, and the deadlines that provinces set."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from khuevan.access.public import ScopedQuerySet
from khuevan.reports.contracts import IN_FORCE


class Report(models.Model):
    """A version of a report as it was signed. What was signed never changes: the database refuses it.

    ``learner_rows`` and ``staff_rows`` stand for the rows a school's figures were counted from; ``children``
    are ``[report, unit, version, digest]`` of what an office's figures are the sum of.
    """

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=12)
    school_year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=6)
    level = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    form_since = models.DateField()
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    children = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    learner_rows = ArrayField(models.BigIntegerField(), default=list)
    staff_rows = ArrayField(models.BigIntegerField(), default=list)
    remark = models.CharField(max_length=1000, blank=True)
    entry = models.BigIntegerField()
    signed_by = models.CharField(max_length=100)
    signed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    objects = ScopedQuerySet["Report"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reports_version_once", fields=["school_year", "period", "form", "unit", "version"]
            ),
            models.UniqueConstraint(
                name="reports_one_in_force",
                fields=["school_year", "period", "form", "unit"],
                condition=Q(state__in=[str(state) for state in IN_FORCE]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.form} {self.school_year} {self.period} v{self.version}"


class Drift(models.Model):
    """That a frozen report differs from the register, since when that is known, and by how much."""

    scope_path = "report__unit__path"

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="drift", primary_key=True)
    noticed_at = models.DateTimeField()
    compared_at = models.DateTimeField()
    cells = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()

    objects = ScopedQuerySet["Drift"].as_manager()

    def __str__(self) -> str:
        return f"{self.report_id}: {self.cells} cells"


class Deadline(models.Model):
    """A province's own last day for the reports of a level."""

    scope_path = "province__path"

    province = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=6)
    level = models.CharField(max_length=10)
    day = models.DateField()
    decision = models.CharField(max_length=200)

    objects = ScopedQuerySet["Deadline"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reports_deadline_once", fields=["province", "school_year", "period", "level"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_year} {self.period} {self.level}: {self.day}"
