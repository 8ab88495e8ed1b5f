"""The tables of this room."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from khuevan.access.public import ScopedQuerySet


class Run(models.Model):
    """A check of all persons below a branch; ``after`` is the last person looked at, so that it can go on."""

    path = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=100)
    state = models.CharField(max_length=10, default="waiting")  # waiting, done, stuck
    after = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(default=0)
    asked = models.BigIntegerField(default=0)
    verified = models.BigIntegerField(default=0)
    mismatch = models.BigIntegerField(default=0)
    not_found = models.BigIntegerField(default=0)
    ordered_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="population_run_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"run:{self.pk}"


class Evidence(models.Model):
    """What the population database answered about a person on a day.

    ``person`` is no foreign key: an answer is about the record of that number, and stays there while a merge
    has taken it away. ``question`` is a keyed digest of what was asked; ``fields`` the result of each field,
    ``shown`` the masked values where they differ. ``latest`` is the one that counts.
    """

    scope_path = "unit__path"

    person = models.BigIntegerField()
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=60)
    question = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10)  # verified, mismatch, not_found
    fields = models.JSONField()
    shown = models.JSONField()
    latest = models.BooleanField(default=True)
    resolution = models.CharField(max_length=10, blank=True)  # accepted, kept
    reason = models.CharField(max_length=1000, blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=100, blank=True)

    objects = ScopedQuerySet["Evidence"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="population_evidence_latest", fields=["person"], condition=Q(latest=True)
            )
        ]
        indexes = [
            models.Index(
                fields=["unit", "id"], name="population_evidence_open",
                condition=Q(latest=True, resolution="") & ~Q(outcome="verified"),
            ),
            models.Index(
                fields=["asked_at"], name="population_evidence_old", condition=Q(latest=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"evidence:{self.pk}"


class Tally(models.Model):
    """How many persons a unit keeps, have a number, and are verified, as last counted."""

    unit = models.OneToOneField("org.Unit", on_delete=models.PROTECT, primary_key=True, related_name="+")
    persons = models.IntegerField()
    numbered = models.IntegerField()
    verified = models.IntegerField()
    mismatch = models.IntegerField()
    not_found = models.IntegerField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"tally:{self.pk}"
