"""The journal: what happened, who did it, and by what right. Rows are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One event. It holds no foreign keys, so it outlives what it tells of.

    ``body`` is the canonical JSON that is hashed; the other columns repeat parts of it for searching.
    """

    append_only: ClassVar[bool] = True

    event = models.CharField(max_length=100)
    actor = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    body = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="journal_entry_by_subject")]

    def __str__(self) -> str:
        return f"{self.recorded_at:%Y-%m-%d %H:%M} {self.event} {self.subject}"
