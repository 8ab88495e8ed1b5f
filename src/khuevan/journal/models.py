"""The journal: what happened, who did it, and by what right. Rows are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Now


class DatabaseClock(Now):
    """The database's clock when the statement runs, not when its transaction began."""

    template = "clock_timestamp()"

    def as_postgresql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def]
        return self.as_sql(compiler, connection, **extra)


def _from_body(name: str) -> models.GeneratedField:
    told = KeyTextTransform(name, Cast("body", models.JSONField()))
    text = models.CharField(max_length=100)
    return models.GeneratedField(expression=Cast(told, text), output_field=text, db_persist=True)


class Entry(models.Model):
    """One event. It holds no foreign keys, so it outlives what it tells of.

    ``body`` is the canonical JSON that is hashed; the database takes ``event``, ``actor`` and ``subject`` out
    of it, for searching. It also gives the number and the time: the application may choose neither.
    """

    append_only: ClassVar[bool] = True
    app_role_may: ClassVar[str] = "SELECT, INSERT (body)"

    event = _from_body("event")
    actor = _from_body("actor")
    subject = _from_body("subject")
    body = models.TextField()
    recorded_at = models.DateTimeField(db_default=DatabaseClock())

    class Meta:
        # What happened to one thing, newest first: pages about it, and who has read a person's record.
        indexes = [models.Index(fields=["subject", "id"], name="journal_entry_by_subject")]

    def __str__(self) -> str:
        return f"{self.recorded_at:%Y-%m-%d %H:%M} {self.event} {self.subject}"


class Leaf(models.Model):
    """The place of an entry in the log. Given by the database when the change commits: see migration 0002."""

    append_only: ClassVar[bool] = True
    app_role_may: ClassVar[str] = "SELECT"

    index = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"leaf {self.index}"


class Counter(models.Model):
    """How many leaves there are: one row, locked by each commit for as long as it takes."""

    app_role_may: ClassVar[str] = "SELECT"

    single = models.BooleanField(primary_key=True, default=True)
    leaves = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.leaves} leaves"


class Node(models.Model):
    """The root of a complete subtree of 2^level leaves; only every eighth level is kept."""

    append_only: ClassVar[bool] = True

    pk = models.CompositePrimaryKey("level", "index")
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"node {self.level}/{self.index}"


class SignedHead(models.Model):
    """What the log swore to: its size, root and moment, signed. ``at`` is the text that was signed."""

    append_only: ClassVar[bool] = True

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    at = models.CharField(max_length=27)
    key = models.CharField(max_length=32)
    signature = models.BinaryField(max_length=80)

    def __str__(self) -> str:
        return f"head {self.size}"


class Answer(models.Model):
    """The first answer to a request that carried an idempotency key. Kept for a day."""

    pk = models.CompositePrimaryKey("actor", "key")
    actor = models.CharField(max_length=100)
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=100, default="")
    location = models.CharField(max_length=2000, default="")
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(db_default=DatabaseClock())

    def __str__(self) -> str:
        return f"answer {self.status}"


class Delivery(models.Model):
    """How far a handler has been given the log's events; it moves in the transaction of its effects."""

    handler = models.CharField(max_length=200, primary_key=True)
    position = models.BigIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.handler} at {self.position}"


class Undelivered(models.Model):
    """An event that a handler refused too often; it was set aside so that the others could go on."""

    append_only: ClassVar[bool] = True

    pk = models.CompositePrimaryKey("handler", "index")
    handler = models.CharField(max_length=200)
    index = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=DatabaseClock())

    def __str__(self) -> str:
        return f"{self.handler} {self.index}"
