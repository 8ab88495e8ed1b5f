"""Staff: employment, what they teach, what they are qualified for, how a year was judged."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet
from khuevan.schooling.models.enrolments import SchoolClass


class Employment(models.Model):
    """A member of staff at a preschool institution or a school.

    ``role``, ``degree``, ``position`` and ``contract`` are of the lists of ``codes``; ``subject`` is the main
    one taught.
    """

    scope_path = "unit__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10)
    subject = models.CharField(max_length=30, blank=True)
    degree = models.CharField(max_length=10, blank=True)
    position = models.CharField(max_length=12, db_default="", default="", blank=True)
    contract = models.CharField(max_length=10, db_default="", default="", blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Employment"].as_manager()

    def __str__(self) -> str:
        return f"{self.person_id} at {self.unit_id}"


class Teaching(models.Model):
    """Who teaches a subject in a class; ``periods`` a week, 0 where nobody said."""

    scope_path = "unit__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.CharField(max_length=30)
    periods = models.PositiveSmallIntegerField(default=0)

    objects = ScopedQuerySet["Teaching"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="schooling_teaching_once", fields=["school_class", "subject", "person"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.subject}"


class StaffYear(models.Model):
    """How a member of staff was judged in a school year; ``training`` is hours of yearly training."""

    scope_path = "unit__path"

    school_year = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    standard = models.CharField(max_length=10, blank=True)
    evaluation = models.CharField(max_length=10, blank=True)
    training = models.PositiveSmallIntegerField(default=0)

    objects = ScopedQuerySet["StaffYear"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="schooling_staff_year_once", fields=["person", "school_year"])
        ]

    def __str__(self) -> str:
        return f"{self.school_year} {self.person_id}"


class Qualification(models.Model):
    """What a member of staff is trained or certified in, beside their degree."""

    scope_path = "unit__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=120)
    since = models.DateField(null=True)

    objects = ScopedQuerySet["Qualification"].as_manager()

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"
