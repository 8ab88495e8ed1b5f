"""Records that may stand for one person, and records that were joined."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet
from khuevan.people.models.records import Person


class DuplicatePair(models.Model):
    """Two records, ``a`` < ``b``, that may stand for one person, and what was decided about them.

    ``score`` is in tenths: log₂ of the odds that they are one. ``evidence`` is the level of each compared
    field. ``state`` is ``open``, ``merged``, ``different`` or ``unsure``. The units are those of the records
    when they were last compared; an office that reaches either sees that there is something. No foreign keys
    to the persons: a pair outlives the record that a merge takes away.
    """

    scope_path = "unit_a__path"

    a = models.BigIntegerField()
    b = models.BigIntegerField()
    unit_a = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    unit_b = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    score = models.SmallIntegerField()
    evidence = models.JSONField()
    state = models.CharField(max_length=10, default="open")
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    objects = ScopedQuerySet["DuplicatePair"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="people_pair_once", fields=["a", "b"])]
        indexes = [
            models.Index(name="people_pair_of_b", fields=["b"]),
            models.Index(name="people_pair_in_order", fields=["state", "-score", "id"]),
        ]

    def __str__(self) -> str:
        return f"pair:{self.pk}"


class Merge(models.Model):
    """A record that was taken into another: its tombstone, and everything needed to restore it exactly.

    ``absorbed`` is the number that is gone, ``into`` the record it was taken into, ``survivor`` the one that
    leads on today, where that was merged later too. ``unit`` kept the absorbed record. ``kept`` holds its
    row, what the merge changed in the survivor, which rows moved and which were set aside. With ``undone_at``
    it leads nowhere any more.
    """

    scope_path = "survivor__unit__path"

    absorbed = models.BigIntegerField()
    into = models.BigIntegerField()
    survivor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    kept = models.JSONField()
    reason = models.CharField(max_length=1000)
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=100)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=100, blank=True)
    undone_because = models.CharField(max_length=1000, blank=True)

    objects = ScopedQuerySet["Merge"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="people_merge_stands_once", fields=["absorbed"], condition=models.Q(undone_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"merge:{self.pk}"
