"""Preschool and general education: classes, enrolments, staff and the year's results."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet


class SchoolClass(models.Model):
    """A class or group of children in a school year. ``grade`` is 1–12; in preschool −3 … 0 by age group."""

    scope_path = "unit__path"

    id = models.AutoField(
        primary_key=True
    )  # four bytes in every enrolment: 600,000 classes a year last for long
    school_year = models.PositiveSmallIntegerField()  # 2025 is 2025–2026
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    grade = models.SmallIntegerField()
    name = models.CharField(max_length=40)

    objects = ScopedQuerySet["SchoolClass"].as_manager()

    def __str__(self) -> str:
        return f"{self.school_year} {self.name}"


class Enrolment(models.Model):
    """A learner's place in a class in a school year. Partitioned by school year."""

    scope_path = "unit__path"

    pk = models.CompositePrimaryKey("school_year", "person_id")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", db_index=False)
    school_year = models.PositiveSmallIntegerField()
    grade = models.SmallIntegerField()
    status = models.CharField(max_length=10, default="studying")

    objects = ScopedQuerySet["Enrolment"].as_manager()

    def __str__(self) -> str:
        return f"{self.school_year} {self.person_id}"


class Employment(models.Model):
    """A member of staff at a preschool institution or a school."""

    scope_path = "unit__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10)  # teacher, manager, other
    subject = models.CharField(max_length=30, blank=True)
    degree = models.CharField(max_length=10, blank=True)  # college, bachelor, master, doctor
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Employment"].as_manager()

    def __str__(self) -> str:
        return f"{self.person_id} at {self.unit_id}"


class YearResult(models.Model):
    """A pupil's result of a school year, exact; partitioned by it.

    ``average`` is in tenths (0–100); ``study`` and ``conduct`` the levels of circulars 27/2020, 22/2021.
    """

    scope_path = "unit__path"

    pk = models.CompositePrimaryKey("school_year", "person_id")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    average = models.PositiveSmallIntegerField(null=True)
    study = models.CharField(max_length=4)  # primary HTXS HTT HT CHT; secondary T K Đ CĐ
    conduct = models.CharField(max_length=4, blank=True)

    objects = ScopedQuerySet["YearResult"].as_manager()

    def __str__(self) -> str:
        return f"{self.school_year} {self.person_id}"
