"""Where a person comes from and lives, and what a record was before it was changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from khuevan.access.public import ScopedQuerySet
from khuevan.people.models.records import Person


class Place(models.Model):
    """A place of a person: ``birth``, ``home`` (where the family comes from) or ``residence``.

    ``territory`` is a dated version of a commune or province, so that the place keeps its meaning when its
    territory is merged; ``detail`` is the rest of the address. Without ``until`` it is the place of today.
    """

    scope_path = "person__unit__path"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(max_length=10)
    territory = models.ForeignKey(
        "org.Territory", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    detail = models.CharField(max_length=250, blank=True, db_default="")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["Place"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="people_place_one_today", fields=["person", "kind"], condition=Q(until__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"place:{self.pk}"


class Change(models.Model):
    """A row of a record as it was before it was changed or removed: written by triggers, whatever the way in.

    ``source`` is the kind of row: ``person``, ``identifier``, ``guardian`` or ``place``; ``row`` its number,
    ``held`` its columns. ``entry`` is the journal's, where the change said so.
    """

    scope_path = "person__unit__path"
    app_role_may: ClassVar[str] = "SELECT"

    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    source = models.CharField(max_length=10)
    row = models.BigIntegerField()
    held = models.JSONField()
    at = models.DateTimeField(db_default=Now())
    entry = models.BigIntegerField(null=True)

    objects = ScopedQuerySet["Change"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "at"], name="people_change_by_person"),
            models.Index(fields=["row", "source"], name="people_change_by_row"),
        ]

    def __str__(self) -> str:
        return f"change:{self.pk}"


class Edit(models.Model):
    """What somebody changed in a record on purpose, and why. ``before`` and ``after`` hold what differs."""

    scope_path = "person__unit__path"
    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=100)
    office = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000)
    at = models.DateTimeField()
    before = models.JSONField()
    after = models.JSONField()
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    entry = models.BigIntegerField()

    objects = ScopedQuerySet["Edit"].as_manager()

    def __str__(self) -> str:
        return f"edit:{self.pk}"
