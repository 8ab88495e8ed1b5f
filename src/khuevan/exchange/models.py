"""Keys by which programs act for an office of an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from khuevan.access.public import ScopedQuerySet


class Key(models.Model):
    """A key: the digest of its token, whose it is, and which of their offices it acts for."""

    scope_path = "path"

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200, db_collation="C")
    purpose = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Key"].as_manager()

    def __str__(self) -> str:
        return f"key:{self.pk}"
