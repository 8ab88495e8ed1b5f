"""Marks by pupil, subject and term, who may enter them and when, and what follows from them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from khuevan.access.public import ScopedQuerySet


class Assignment(models.Model):
    """A teacher's responsibility for a subject of a class; ``subject`` is empty for the homeroom teacher."""

    scope_path = "unit__path"

    school_year = models.PositiveSmallIntegerField()
    school_class = models.ForeignKey("schooling.SchoolClass", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=30, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Assignment"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "subject", "person"], condition=models.Q(until__isnull=True),
                name="assessment_assignment_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"assignment:{self.pk}"


class Line(models.Model):
    """A pupil's marks in a subject in a term (3: after the summer). Partitioned by school year.

    Marks are tenths, words the negative numbers of ``khuevan_kernel.grading.WORDS``, and empty what is not
    there; sessions absent are whole. ``note`` is the comment in words. A trigger keeps every change.
    """

    scope_path = "unit__path"

    pk = models.CompositePrimaryKey("school_year", "person_id", "subject", "term")
    school_year = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    school_class = models.ForeignKey(
        "schooling.SchoolClass", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject = models.CharField(max_length=30)
    term = models.PositiveSmallIntegerField()
    tx1 = models.SmallIntegerField(null=True)
    tx2 = models.SmallIntegerField(null=True)
    tx3 = models.SmallIntegerField(null=True)
    tx4 = models.SmallIntegerField(null=True)
    gk = models.SmallIntegerField(null=True)
    ck = models.SmallIntegerField(null=True)
    mgk = models.SmallIntegerField(null=True)
    mck = models.SmallIntegerField(null=True)
    note = models.CharField(max_length=1000, blank=True)
    changed_by = models.CharField(max_length=100)
    changed_at = models.DateTimeField()
    how = models.CharField(max_length=10)

    objects = ScopedQuerySet["Line"].as_manager()

    def __str__(self) -> str:
        return f"marks of person:{self.person_id}"


class LineChange(models.Model):
    """One cell of a line was changed: what stood there, what stands there. Written by the trigger alone."""

    scope_path = "unit__path"
    app_role_may: ClassVar[str] = "SELECT, INSERT, UPDATE (person_id)"  # a merge gives it another record

    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.PositiveSmallIntegerField()
    id = models.BigIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.CharField(max_length=30)
    term = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=3)
    was = models.SmallIntegerField(null=True)
    value = models.SmallIntegerField(null=True)
    note_was = models.CharField(max_length=1000, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    changed_by = models.CharField(max_length=100)
    changed_at = models.DateTimeField()
    how = models.CharField(max_length=10)

    objects = ScopedQuerySet["LineChange"].as_manager()

    def __str__(self) -> str:
        return f"change:{self.id}"


class Window(models.Model):
    """When marks of a term may be entered at a unit and all below it, both days included."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    term = models.PositiveSmallIntegerField()
    opens = models.DateField()
    closes = models.DateField()

    objects = ScopedQuerySet["Window"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "school_year", "term"], name="assessment_window_one")
        ]

    def __str__(self) -> str:
        return f"window:{self.pk}"


class Extension(models.Model):
    """A granted exception: marks of a class may be entered to the end of a day though the window is closed.

    ``subject`` is empty for every sheet of the class, ``person`` for everybody who may enter there.
    """

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey("schooling.SchoolClass", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=30, blank=True)
    term = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateField()
    reason = models.CharField(max_length=500)
    granted_by = models.CharField(max_length=100)
    granted_at = models.DateTimeField()

    objects = ScopedQuerySet["Extension"].as_manager()

    def __str__(self) -> str:
        return f"extension:{self.pk}"


class SubjectResult(models.Model):
    """What follows from a pupil's marks in a subject: tenths or a word's number. Partitioned by school year.

    ``whole`` is the year's, ``again`` what the summer's re-test put in its place.
    """

    scope_path = "unit__path"

    pk = models.CompositePrimaryKey("school_year", "person_id", "subject")
    school_year = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    school_class = models.ForeignKey(
        "schooling.SchoolClass", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject = models.CharField(max_length=30)
    first = models.SmallIntegerField(null=True)
    second = models.SmallIntegerField(null=True)
    whole = models.SmallIntegerField(null=True)
    again = models.SmallIntegerField(null=True)

    objects = ScopedQuerySet["SubjectResult"].as_manager()

    def __str__(self) -> str:
        return f"result of person:{self.person_id}"


class PupilResult(models.Model):
    """A pupil's levels of the terms and the year and what follows; empty where something is missing.

    ``study`` and ``conduct`` are the year's, after the summer those that replaced them (``after_summer``).
    ``outcome`` and ``title`` are as the kernel names them. Partitioned by school year.
    """

    scope_path = "unit__path"

    pk = models.CompositePrimaryKey("school_year", "person_id")
    school_year = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    school_class = models.ForeignKey(
        "schooling.SchoolClass", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    study1 = models.CharField(max_length=4, blank=True)
    study2 = models.CharField(max_length=4, blank=True)
    study = models.CharField(max_length=4, blank=True)
    conduct1 = models.CharField(max_length=4, blank=True)
    conduct2 = models.CharField(max_length=4, blank=True)
    conduct = models.CharField(max_length=4, blank=True)
    absences = models.PositiveSmallIntegerField(default=0)
    after_summer = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=4, blank=True)

    objects = ScopedQuerySet["PupilResult"].as_manager()

    def __str__(self) -> str:
        return f"results of person:{self.person_id}"
