"""What says that the register holds a synthetic country, and how far its loading has come."""

from __future__ import annotations

from django.db import models


class Build(models.Model):
    """The synthetic country in this register: one row, and none where the register is real.

    ``state`` is ``loading`` from before the first change to after the last; whoever finds it so begins
    again. ``structure`` keeps the definitions of the indexes and constraints that were set aside for
    loading.
    """

    single = models.BooleanField(primary_key=True, default=True)
    scale = models.FloatField()
    seed = models.BigIntegerField()
    state = models.CharField(max_length=8)  # loading, done
    program = models.CharField(max_length=20)
    structure = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    seconds = models.JSONField(default=dict)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"scale {self.scale} seed {self.seed}: {self.state}"
