"""What an institution is and has: its dated profile, governance, parts, property and yearly figures."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet


class Profile(models.Model):
    """What an institution is from a day on, until its next profile."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    founding = models.CharField(max_length=10, db_default="new")  # new, upgraded, affiliated
    founded_on = models.DateField(null=True)
    founding_decision = models.CharField(max_length=60, db_default="")
    licence_decision = models.CharField(max_length=60, db_default="")
    name_en = models.CharField(max_length=200, db_default="")
    accreditor = models.CharField(max_length=100, db_default="")
    accredited_until = models.DateField(null=True)
    non_profit = models.BooleanField(db_default=False)
    specialised = models.BooleanField(db_default=False)
    defence = models.BooleanField(db_default=False)
    branch = models.BooleanField(db_default=False)

    objects = ScopedQuerySet["Profile"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_profile_once", fields=["unit", "since"])]

    def __str__(self) -> str:
        return f"{self.unit_id} since {self.since}"


class Department(models.Model):
    """A part of an institution: a faculty, an office, a centre. ``parent`` is the code of the part above."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=20)
    parent = models.CharField(max_length=20, db_default="")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    decision = models.CharField(max_length=60, db_default="")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Department"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_department_once", fields=["unit", "code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Post(models.Model):
    """A post of an institution's governance, held for a term. Months that no term covers are vacant."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    body = models.CharField(max_length=12)  # council, board, rectorate
    post = models.CharField(max_length=12)  # chair, member, rector, vice_rector
    decision = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Post"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_post_once", fields=["unit", "post", "decision"])]

    def __str__(self) -> str:
        return f"{self.post} of {self.unit_id}"


class Asset(models.Model):
    """Land, a building, a room. ``area`` in m²; ``parent`` is the code of what it stands on or in."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    parent = models.CharField(max_length=20, db_default="")
    area = models.DecimalField(max_digits=14, decimal_places=2)
    used_area = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    seats = models.PositiveIntegerField(null=True)
    floors = models.PositiveSmallIntegerField(null=True)
    urban = models.BooleanField(db_default=False)  # in an urban district of a centrally-run city
    evidence = models.CharField(max_length=100, db_default="")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Asset"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_asset_once", fields=["unit", "code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class YearValue(models.Model):
    """A figure of an institution for a year: an item of finance (đồng) or of its reports (counts)."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=20, decimal_places=2)

    objects = ScopedQuerySet["YearValue"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="higher_year_value_once", fields=["unit", "year", "item"])
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.year}"


class Project(models.Model):
    """A research project: its level, its money in đồng, and its result."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=300)
    level = models.CharField(max_length=12)  # state, ministry, province, institution, contract
    budget = models.BigIntegerField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    result = models.CharField(max_length=12, db_default="running")

    objects = ScopedQuerySet["Project"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_project_once", fields=["unit", "code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
