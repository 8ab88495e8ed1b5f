"""Territory and units, all dated: ``since`` is the first day, ``until`` the day after the last."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from khuevan.access.public import ScopedQuerySet


def in_order(name: str) -> models.CheckConstraint:
    """A period begins before it ends."""
    return models.CheckConstraint(name=name, condition=Q(until__isnull=True) | Q(since__lt=F("until")))


class Territory(models.Model):
    """One version of a province, district or commune: its code, name and kind for a period.

    ``code`` is the statistics office's: two digits for a province, three for a district, five for a commune;
    empty where its table gives none. ``parent`` is the version of the parent that stood when this one began:
    on another day the parent is whatever then has the parent's level and code.
    """

    level = models.CharField(max_length=8)  # province, district, commune
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=20
    )  # Tỉnh, Thành phố, Quận, Huyện, Thị xã, Phường, Xã, Thị trấn, Đặc khu
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [in_order("org_territory_in_order")]
        indexes = [models.Index(fields=["level", "code", "since"], name="org_territory_by_code")]

    def __str__(self) -> str:
        return f"{self.level} {self.code} {self.full_name}"


class Succession(models.Model):
    """What became of a territory on a day: ``successor`` took over all or a part of ``predecessor``."""

    predecessor = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    extent = models.CharField(
        max_length=10
    )  # whole, part, unchanged (only a name, a kind or a parent changed)
    day = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="org_succession_once", fields=["predecessor", "successor", "day"])
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Unit(models.Model):
    """An office or an institution as it is today, and its place in the tree.

    ``path`` reads from the ministry down by the units' numbers, ``/1/14/305/``, so that it survives renaming.
    ``sector`` is ``office``, ``preschool``, ``general`` or ``higher``. ``kind`` is one of ``contracts.Kind``.
    """

    scope_path = "path"

    kind = models.CharField(max_length=24)
    sector = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    search_name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=200, unique=True, db_collation="C")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    ownership = models.PositiveSmallIntegerField(default=1)  # 1 public, 2 people-founded, 3 private
    levels = ArrayField(models.CharField(max_length=20), default=list)
    status = models.CharField(max_length=12, default="active")  # active, suspended, closed
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Unit"].as_manager()

    class Meta:
        constraints = [in_order("org_unit_in_order")]
        indexes = [
            models.Index(fields=["sector", "status"], name="org_unit_by_sector"),
            GinIndex(name="org_unit_by_name", fields=["search_name"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.name}"


class UnitVersion(models.Model):
    """What a unit was for a period. Today's version repeats the unit's own row."""

    scope_path = "unit__path"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    ownership = models.PositiveSmallIntegerField()
    levels = ArrayField(models.CharField(max_length=20), default=list)
    status = models.CharField(max_length=12)
    since = models.DateField()
    until = models.DateField(null=True)
    reorganisation = models.ForeignKey(
        "Reorganisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=300, db_default="", default="", blank=True)

    objects = ScopedQuerySet["UnitVersion"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="org_unit_version_one_a_day", fields=["unit", "since"]),
            in_order("org_unit_version_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.since} {self.name}"


class UnitCode(models.Model):
    """A code that an issuer gave a unit for a period. Another unit may hold it in another period."""

    scope_path = "unit__path"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="codes")
    issuer = models.CharField(max_length=20)
    code = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["UnitCode"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="org_unit_code_once", fields=["issuer", "code", "since"]),
            in_order("org_unit_code_in_order"),
        ]
        indexes = [models.Index(fields=["code"], name="org_unit_code_by_code")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.code}"


class Site(models.Model):
    """A place where a unit teaches (điểm trường)."""

    scope_path = "unit__path"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200)
    is_main = models.BooleanField(default=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Site"].as_manager()

    class Meta:
        constraints = [in_order("org_site_in_order")]

    def __str__(self) -> str:
        return self.name


class Reorganisation(models.Model):
    """A merger or a split of units as one operation, with what it takes to undo it."""

    kind = models.CharField(max_length=8)  # merge, split
    day = models.DateField()
    plan = models.JSONField()
    undo = models.JSONField()
    decision = models.CharField(max_length=200)
    applied_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
