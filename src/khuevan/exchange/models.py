"""Keys by which programs act for an office of an account, and what changed in the registers since when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from khuevan.access.public import ScopedQuerySet


class Key(models.Model):
    """A key: the digest of its token, whose it is, and which of their offices it acts for.

    ``rate`` is its requests a minute; a ``careful`` one says which version it changes; a ``sandbox`` one was
    given to try things in a synthetic country.
    """

    scope_path = "path"

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200, db_collation="C")
    purpose = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=80)
    rate = models.PositiveIntegerField(default=1200)
    careful = models.BooleanField(default=False)
    sandbox = models.BooleanField(default=False)
    profile = models.ForeignKey("Profile", on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Key"].as_manager()

    def __str__(self) -> str:
        return f"key:{self.pk}"


class Profile(models.Model):
    """A named set of columns by resource. Keys of the office that made it, and of those below, may carry it.

    ``fields`` is ``{"people.learners": {"read": ["name", …], "write": […]}}``. It is never changed: a key's
    profile says what it said when the key was given.
    """

    append_only: ClassVar[bool] = True
    scope_path = "path"

    path = models.CharField(max_length=200, db_collation="C")
    name = models.CharField(max_length=80)
    fields = models.JSONField()
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()

    objects = ScopedQuerySet["Profile"].as_manager()

    def __str__(self) -> str:
        return f"profile:{self.pk}"


class Received(models.Model):
    """The highest version of a sender's record that was taken, and the natural key of its row.

    ``sender`` is the number of the office's unit; ``record`` the sender's id, which is never used again.
    """

    pk = models.CompositePrimaryKey("sender", "resource", "record")
    sender = models.BigIntegerField()
    resource = models.CharField(max_length=60)
    record = models.CharField(max_length=100)
    version = models.BigIntegerField()
    event = models.CharField(max_length=6)  # NEW, UPdate, CANCEL
    key = ArrayField(models.TextField(), null=True)
    business_at = models.DateTimeField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.resource} {self.record} {self.version}"


class Outgoing(models.Model):
    """A record of ours as the National Data Centre knows it: its id, never used again, and its version.

    ``place`` says in which turn the version was given; ``digest`` is of what it holds.
    """

    resource = models.CharField(max_length=60)
    key = ArrayField(models.TextField())
    version = models.BigIntegerField()
    event = models.CharField(max_length=6)
    digest = models.BinaryField(max_length=16)
    business_at = models.DateTimeField()
    place = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="exchange_outgoing_one_of_a_key", fields=["resource", "key"],
                condition=~models.Q(event="CANCEL"),
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["resource", "place"], name="exchange_outgoing_in_order")]

    def __str__(self) -> str:
        return f"{self.resource} {self.pk} {self.version}"


class Commit(models.Model):
    """A transaction that changed a resource. ``place`` is given when it commits, in the order of commits.

    ``whole``: what changed is not told row by row; a feed is whole from the last such place on. The resource
    '' stands for branches of the unit tree that moved. Written by triggers: see migration 0002.
    """

    app_role_may: ClassVar[str] = "SELECT, UPDATE (whole), DELETE"

    pk = models.CompositePrimaryKey("resource", "xact")
    resource = models.CharField(max_length=60)
    xact = models.BigIntegerField()
    place = models.BigIntegerField(null=True)
    whole = models.BooleanField(db_default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["resource", "place"], name="exchange_commit_in_order"),
            models.Index(fields=["place"], name="exchange_commit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.place}"


class Change(models.Model):
    """A row of a resource that changed in a transaction: its key and its unit's path, before and after."""

    app_role_may: ClassVar[str] = "SELECT, DELETE"

    resource = models.CharField(max_length=60)
    xact = models.BigIntegerField()
    anchor = models.BigIntegerField(null=True)
    key = ArrayField(models.TextField(), null=True)
    path = models.CharField(max_length=200, null=True, db_collation="C")
    was_key = ArrayField(models.TextField(), null=True)
    was_path = models.CharField(max_length=200, null=True, db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["resource", "xact", "id"], name="exchange_change_of_commit")]

    def __str__(self) -> str:
        return f"{self.resource} {self.anchor}"
