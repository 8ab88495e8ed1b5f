"""What an institution may teach, what it teaches, and how many it takes in a year."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet


class OpenedField(models.Model):
    """A field of study that an institution may teach at a level, with the decision that opened it."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=7)  # of circular 09/2022
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=10)
    decision = models.CharField(max_length=60, db_default="")
    decided_on = models.DateField(null=True)
    renaming = models.CharField(max_length=60, db_default="")
    part_time_decision = models.CharField(max_length=60, db_default="")
    distance_decision = models.CharField(max_length=60, db_default="")
    first_year = models.PositiveSmallIntegerField(null=True)
    last_intake = models.PositiveSmallIntegerField(null=True)
    autonomous = models.BooleanField(db_default=False)

    objects = ScopedQuerySet["OpenedField"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_field_once", fields=["unit", "code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Programme(models.Model):
    """A programme that an institution teaches; ``field`` is the seven-digit code of circular 09/2022.

    ``months`` is its standard duration, ``fee`` in đồng a year.
    """

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=7)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    search_name = models.CharField(max_length=200, db_default="")
    name_en = models.CharField(max_length=200, db_default="")
    level = models.CharField(max_length=10)  # college, bachelor, master, doctor
    kind = models.CharField(max_length=10, db_default="standard")
    form = models.CharField(max_length=10, db_default="full")
    language = models.CharField(max_length=3, db_default="vi")
    months = models.PositiveSmallIntegerField(db_default=48)
    credits = models.PositiveSmallIntegerField(null=True)
    fee = models.BigIntegerField(null=True)
    accreditor = models.CharField(max_length=100, db_default="")
    accredited_until = models.DateField(null=True)
    state = models.CharField(max_length=10, db_default="active")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Programme"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_programme_code_once", fields=["unit", "code"])]
        indexes = [models.Index(name="higher_programme_by_name", fields=["search_name", "id"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Intake(models.Model):
    """How many a programme was to take in a year, and took."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    quota = models.PositiveIntegerField()
    enrolled = models.PositiveIntegerField(null=True)

    objects = ScopedQuerySet["Intake"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_intake_once", fields=["programme", "year"])]
        indexes = [models.Index(name="higher_intake_by_unit", fields=["unit", "year"])]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.year}"
