"""What this room keeps: the counts of days, which cost a walk over the whole register."""

from __future__ import annotations

from django.db import models


class Snapshot(models.Model):
    """The country's counts of a day: ``[code, province, kind, value]`` each. Replaced when counted again."""

    as_of = models.DateField(unique=True)
    counted_at = models.DateTimeField()
    counts = models.JSONField()

    def __str__(self) -> str:
        return f"{self.as_of} at {self.counted_at}"
