"""Learners on their way from one school to another."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet
from khuevan.transfers.contracts import OPEN


class Transfer(models.Model):
    """One learner's way from one school to another in a school year.

    Both schools, the offices above them and the family see it; ``scope_path`` is the side that receives, and
    ``selectors`` look to both. ``entry`` is the journal's number of what the family sent last.
    """

    scope_path = "receiving__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    sending = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    receiving = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    grade = models.SmallIntegerField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=10)
    note = models.CharField(max_length=300, blank=True)
    asked_by = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    consent_how = models.CharField(max_length=8, blank=True)  # online, paper
    consent_note = models.CharField(max_length=200, blank=True)
    consent_at = models.DateTimeField(null=True)
    due = models.DateField(null=True)
    objection = models.CharField(max_length=300, blank=True)
    released_at = models.DateTimeField(null=True)
    released_how = models.CharField(max_length=10, blank=True)  # school, silence, authority
    last_day = models.DateField(null=True)
    expected_on = models.DateField(null=True)
    school_class = models.ForeignKey(
        "schooling.SchoolClass", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    admitted_on = models.DateField(null=True)
    closing = models.CharField(max_length=300, blank=True)
    entry = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet["Transfer"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="transfers_one_open_a_person",
                fields=["person"],
                condition=models.Q(state__in=[one.value for one in OPEN]),
            ),
            models.CheckConstraint(
                name="transfers_between_two_schools", condition=~models.Q(sending=models.F("receiving"))
            ),
        ]
        indexes = [
            models.Index(name="transfers_clock", fields=["due"], condition=models.Q(state="consented"))
        ]

    def __str__(self) -> str:
        return f"transfer:{self.pk}"
