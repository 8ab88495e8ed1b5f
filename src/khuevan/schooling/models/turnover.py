"""The turn-over of a school year for a branch, and why things were changed."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet


class TurnOver(models.Model):
    """That the learners of a branch went over from a school year to the next, or are to go.

    ``phase``: waiting, running, done, undone, failed. ``preview``: it only counts. ``counts`` are those of
    ``contracts.Balance`` by unit. ``acting`` is who asked, with their reach, so that a worker acts with no
    more than they had.
    """

    scope_path = "path"

    path = models.CharField(max_length=200, db_collation="C")
    school_year = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=8, default="waiting")
    preview = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    acting = models.JSONField()
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["TurnOver"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["path", "school_year"], name="schooling_turnover_by_branch")]

    def __str__(self) -> str:
        return f"turn-over:{self.pk}"


class Reason(models.Model):
    """Why a change was made: the journal's ``entry`` has its digest, this its words."""

    scope_path = "unit__path"

    entry = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    at = models.DateTimeField()

    objects = ScopedQuerySet["Reason"].as_manager()

    def __str__(self) -> str:
        return f"{self.what} {self.entry}"
