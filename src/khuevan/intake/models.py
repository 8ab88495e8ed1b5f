"""Batches: the files that were handed in, and what became of each."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet


class Batch(models.Model):
    """A file that was handed in for one importable thing, in the name of a unit.

    ``digest`` is the SHA-256 of the file as it came, and names it in the store. ``acting`` is who acts, with
    their reach, so that a worker acts with no more than they had. ``refusal`` holds the faults of the file
    as a whole; those of rows lie beside the file.
    """

    scope_path = "path"

    importable = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    path = models.CharField(max_length=200, db_collation="C")
    filename = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    mode = models.CharField(max_length=4)
    dry_run = models.BooleanField()
    phase = models.CharField(max_length=10, default="waiting")
    acting = models.JSONField()
    rows_done = models.BigIntegerField(default=0)
    rows_total = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    inserted = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    refusal = models.JSONField(default=list)
    same_as = models.BigIntegerField(null=True)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Batch"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["importable", "path", "digest"], name="intake_batch_by_digest")]

    def __str__(self) -> str:
        return f"batch:{self.pk}"
