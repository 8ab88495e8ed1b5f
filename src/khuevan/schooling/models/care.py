"""What a school notes of its learners beside their place: support, health, absence."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet
from khuevan.schooling.models.enrolments import SchoolClass


class Support(models.Model):
    """A policy or support that a learner has for a period; ``code`` is of the list ``support``.

    The list says by which law it is held; ``document`` is the paper it rests on.
    """

    scope_path = "unit__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=14)
    since = models.DateField()
    until = models.DateField(null=True)
    document = models.CharField(max_length=200, blank=True)

    objects = ScopedQuerySet["Support"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="schooling_support_once", fields=["person", "code", "since"])
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.code}"


class HealthCheck(models.Model):
    """A learner as measured, ``term`` 1 or 2 of a school year. Partitioned by it.

    ``height`` is in millimetres, ``weight`` in hundreds of grams, eyesight in tenths; ``findings`` are codes
    of the list ``finding``, separated by commas.
    """

    scope_path = "unit__path"

    pk = models.CompositePrimaryKey("school_year", "person_id", "term")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    school_year = models.PositiveSmallIntegerField()
    term = models.PositiveSmallIntegerField()
    measured = models.DateField()
    height = models.PositiveSmallIntegerField(null=True)
    weight = models.PositiveSmallIntegerField(null=True)
    left_eye = models.PositiveSmallIntegerField(null=True)
    right_eye = models.PositiveSmallIntegerField(null=True)
    findings = models.CharField(max_length=60, blank=True)

    objects = ScopedQuerySet["HealthCheck"].as_manager()

    def __str__(self) -> str:
        return f"{self.school_year} {self.term} {self.person_id}"


class Absence(models.Model):
    """A session that a learner missed: ``session`` 1 in the morning, 2 in the afternoon. Partitioned."""

    scope_path = "unit__path"

    pk = models.CompositePrimaryKey("school_year", "person_id", "day", "session")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    school_year = models.PositiveSmallIntegerField()
    day = models.DateField()
    session = models.PositiveSmallIntegerField()
    excused = models.BooleanField()

    objects = ScopedQuerySet["Absence"].as_manager()

    def __str__(self) -> str:
        return f"{self.day} {self.session} {self.person_id}"


class AbsenceTotal(models.Model):
    """The sessions that a learner missed in a school year, where the school counts them elsewhere."""

    scope_path = "unit__path"

    pk = models.CompositePrimaryKey("school_year", "person_id")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    school_year = models.PositiveSmallIntegerField()
    excused = models.PositiveSmallIntegerField()
    unexcused = models.PositiveSmallIntegerField()

    objects = ScopedQuerySet["AbsenceTotal"].as_manager()

    def __str__(self) -> str:
        return f"{self.school_year} {self.person_id}"


class AttendanceMonth(models.Model):
    """Whether attendance was taken in a class: nobody absent is not nobody asked.

    ``month`` is its first day. Of ``taken`` the bit of a session is 2 × (day − 1) + session − 1.
    """

    scope_path = "school_class__unit__path"

    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    taken = models.BigIntegerField(default=0)

    objects = ScopedQuerySet["AttendanceMonth"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="schooling_attendance_once", fields=["school_class", "month"])
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.school_class_id}"
