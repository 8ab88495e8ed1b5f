"""Classes, the places of learners in them, and the year's results."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from khuevan.access.public import ScopedQuerySet


class SchoolClass(models.Model):
    """A class or group of children in a school year. ``grade`` is 1–12; in preschool −3 … 0 by age group.

    ``kind`` and ``boarding`` are of the lists of ``codes``; ``grades`` are those of a combined class,
    ``subject`` that of a specialised one; ``sessions`` are of a week, 0 where nobody said. ``made_by`` is
    the turn-over that made it.
    """

    scope_path = "unit__path"

    id = models.AutoField(
        primary_key=True
    )  # four bytes in every enrolment: 600,000 classes a year last for long
    school_year = models.PositiveSmallIntegerField()  # 2025 is 2025–2026
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    grade = models.SmallIntegerField()
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, db_default="single", default="single")
    grades = ArrayField(models.SmallIntegerField(), null=True)
    subject = models.CharField(max_length=30, db_default="", default="", blank=True)
    sessions = models.PositiveSmallIntegerField(db_default=0, default=0)
    boarding = models.CharField(max_length=4, db_default="", default="", blank=True)
    site = models.ForeignKey("org.Site", on_delete=models.PROTECT, null=True, related_name="+")
    homeroom = models.ForeignKey("Employment", on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey("TurnOver", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ScopedQuerySet["SchoolClass"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="schooling_class_one_name_a_year", fields=["unit", "school_year", "name"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_year} {self.name}"


class Enrolment(models.Model):
    """A learner's place in a class in a school year: the last one. Partitioned by school year.

    ``since`` is empty where it is the year's beginning; ``entry`` says how they came. Places that ended are
    kept as ``Departure``.
    """

    scope_path = "unit__path"

    pk = models.CompositePrimaryKey("school_year", "person_id")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", db_index=False)
    school_year = models.PositiveSmallIntegerField()
    grade = models.SmallIntegerField()
    status = models.CharField(max_length=10, default="studying")
    since = models.DateField(null=True)
    entry = models.CharField(max_length=8, db_default="", default="", blank=True)

    objects = ScopedQuerySet["Enrolment"].as_manager()

    def __str__(self) -> str:
        return f"{self.school_year} {self.person_id}"


class Departure(models.Model):
    """A place that a learner had in a class and that ended: ``until`` is the day after the last."""

    scope_path = "unit__path"

    school_year = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    grade = models.SmallIntegerField()
    since = models.DateField(null=True)
    until = models.DateField()
    entry = models.CharField(max_length=8, blank=True)
    how = models.CharField(max_length=10)
    reason = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet["Departure"].as_manager()

    def __str__(self) -> str:
        return f"{self.school_year} {self.person_id} {self.how}"


class YearResult(models.Model):
    """A pupil's result of a school year, exact; partitioned by it.

    ``average`` is in tenths (0–100); ``study`` and ``conduct`` the levels of circulars 27/2020, 22/2021.
    ``outcome`` is what follows by them: ``promoted``, ``completed``, ``retest``, ``training``, ``guided``,
    ``repeat``; empty where it is to be told from the levels.
    """

    scope_path = "unit__path"

    pk = models.CompositePrimaryKey("school_year", "person_id")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    average = models.PositiveSmallIntegerField(null=True)
    study = models.CharField(max_length=4)  # primary HTXS HTT HT CHT; secondary T K Đ CĐ
    conduct = models.CharField(max_length=4, blank=True)
    outcome = models.CharField(max_length=10, db_default="", default="", blank=True)

    objects = ScopedQuerySet["YearResult"].as_manager()

    def __str__(self) -> str:
        return f"{self.school_year} {self.person_id}"
