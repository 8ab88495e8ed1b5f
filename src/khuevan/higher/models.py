"""Higher education: programmes, students and staff of universities and academies."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet


class Programme(models.Model):
    """A programme that an institution teaches; ``field`` is the seven-digit code of circular 09/2022."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=7)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=10)  # college, bachelor, master, doctor
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Programme"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_programme_code_once", fields=["unit", "code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Study(models.Model):
    """A student's record in a programme."""

    scope_path = "unit__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    student_code = models.CharField(max_length=20)
    since = models.DateField()
    state = models.CharField(max_length=10, default="studying")

    objects = ScopedQuerySet["Study"].as_manager()

    def __str__(self) -> str:
        return f"{self.person_id} in {self.programme_id}"


class Employment(models.Model):
    """A member of staff of a higher-education institution."""

    scope_path = "unit__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10)  # lecturer, manager, other
    degree = models.CharField(max_length=10, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Employment"].as_manager()

    def __str__(self) -> str:
        return f"{self.person_id} at {self.unit_id}"
