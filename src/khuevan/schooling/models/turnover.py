"""The turn-over of a school year for a branch."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet


class TurnOver(models.Model):
    """That the learners of a branch went over from a school year to the next, or are to go.

    ``phase``: waiting, running, done, undone, failed. ``counts`` are those of ``contracts.Balance``;
    ``acting`` is who asked, with their reach, so that a worker acts with no more than they had.
    """

    scope_path = "path"

    path = models.CharField(max_length=200, db_collation="C")
    school_year = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=8, default="waiting")
    counts = models.JSONField(default=dict)
    acting = models.JSONField()
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["TurnOver"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["path", "school_year"], name="schooling_turnover_by_branch")]

    def __str__(self) -> str:
        return f"turn-over:{self.pk}"
