"""Premises of institutions by school year, and what their norms depend on, dated."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q

from khuevan.access.public import ScopedQuerySet


class Premises(models.Model):
    """What an institution teaches in, in a school year. ``contracts.FACTS`` says each fact in words."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    sites = models.PositiveSmallIntegerField(default=0)
    site_area = models.PositiveIntegerField(default=0)  # m²
    play_area = models.PositiveIntegerField(default=0)  # m²
    rooms_above = models.PositiveSmallIntegerField(default=0)
    area_above = models.PositiveIntegerField(default=0)  # m²
    rooms_grade4 = models.PositiveSmallIntegerField(default=0)
    area_grade4 = models.PositiveIntegerField(default=0)  # m²
    rooms_below = models.PositiveSmallIntegerField(default=0)
    area_below = models.PositiveIntegerField(default=0)  # m²
    rooms_temporary = models.PositiveSmallIntegerField(default=0)
    area_temporary = models.PositiveIntegerField(default=0)  # m²
    rooms_borrowed = models.PositiveSmallIntegerField(default=0)
    area_borrowed = models.PositiveIntegerField(default=0)  # m²
    toilets_staff_men = models.PositiveSmallIntegerField(default=0)
    standard_staff_men = models.PositiveSmallIntegerField(default=0)
    toilets_staff_women = models.PositiveSmallIntegerField(default=0)
    standard_staff_women = models.PositiveSmallIntegerField(default=0)
    toilets_boys = models.PositiveSmallIntegerField(default=0)
    standard_boys = models.PositiveSmallIntegerField(default=0)
    toilets_girls = models.PositiveSmallIntegerField(default=0)
    standard_girls = models.PositiveSmallIntegerField(default=0)
    computers_learning = models.PositiveSmallIntegerField(default=0)
    computers_office = models.PositiveSmallIntegerField(default=0)
    electricity = models.BooleanField(default=False)
    clean_water = models.BooleanField(default=False)
    internet = models.BooleanField(default=False)
    hand_washing = models.BooleanField(default=False)
    disability_access = models.BooleanField(default=False)
    library = models.BooleanField(default=False)
    kitchen = models.BooleanField(default=False)

    objects = ScopedQuerySet["Premises"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="resources_premises_once", fields=["school_year", "unit"])
        ]

    def __str__(self) -> str:
        return f"premises of {self.unit_id} in {self.school_year}"


class PremisesBefore(models.Model):
    """What stood of premises before a change. Written by a trigger, whoever changes the row."""

    scope_path = "unit__path"
    append_only: ClassVar[bool] = True

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    held = models.JSONField()
    until = models.DateTimeField(db_default=TransactionNow())

    objects = ScopedQuerySet["PremisesBefore"].as_manager()

    def __str__(self) -> str:
        return f"premises of {self.unit_id} in {self.school_year} until {self.until}"


class Condition(models.Model):
    """What is said of a school, or at a commune's office of all schools in it, for a period.

    ``what`` is one of ``contracts.What``; ``decision`` names the document it rests on.
    """

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=10)
    value = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True)
    decision = models.CharField(max_length=200)

    objects = ScopedQuerySet["Condition"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="resources_condition_once", fields=["unit", "what", "since"]),
            models.UniqueConstraint(
                name="resources_condition_open", fields=["unit", "what"], condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                name="resources_condition_in_order",
                condition=Q(until__isnull=True) | Q(since__lt=F("until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.what} {self.value}"
