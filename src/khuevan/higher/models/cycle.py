"""What is kept of the register's past: each change, the frozen years, and what was published."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet


class Change(models.Model):
    """What a row of this room held before it was changed. The database writes it, whoever changes the row.

    ``old`` has the former values of the columns that changed; ``reason`` what was given for it, empty where a
    file was brought in.
    """

    scope_path = "unit__path"

    table = models.CharField(max_length=30)
    row = models.BigIntegerField()
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    old = models.JSONField()
    new = models.JSONField()
    reason = models.CharField(max_length=500, db_default="")
    at = models.DateTimeField()

    objects = ScopedQuerySet["Change"].as_manager()

    class Meta:
        indexes = [models.Index(name="higher_change_of_row", fields=["table", "row", "id"])]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"


class Freeze(models.Model):
    """An institution's facts as they stood when a year was frozen, with the results they gave.

    ``stage`` is ``data`` (as of 31/12) or ``finance`` (as of 31/3 of the next year). ``digest`` is SHA-256 of
    the canonical facts, status and counts.
    """

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=8)
    frozen_at = models.DateTimeField()
    facts = models.JSONField()
    status = models.JSONField()
    counts = models.JSONField()
    results = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = ScopedQuerySet["Freeze"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_freeze_once", fields=["unit", "year", "stage"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.stage}"


class Publication(models.Model):
    """A year's results, published for everybody. ``digest`` covers the digests of all that was published."""

    year = models.PositiveSmallIntegerField(unique=True)
    published_at = models.DateTimeField()
    institutions = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    objects = models.Manager["Publication"]()

    def __str__(self) -> str:
        return str(self.year)
