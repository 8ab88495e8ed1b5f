"""Accounts, and the grants that say what each may do where and when."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from khuevan.access.scoping import ScopedQuerySet


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by their name."""


class Account(AbstractBaseUser):
    """Somebody who can sign in. ``person`` is their own record in the register of persons, if they have one.

    ``about`` says where they work; ``epoch`` is raised to sign them out everywhere.
    """

    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=200, blank=True)
    person = models.BigIntegerField(null=True, blank=True, unique=True)
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)

    objects = Accounts()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return f"account:{self.pk}"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # A session is bound to the password and to the epoch: changing either ends it.
        value = f"{self.password}:{self.epoch}"
        return salted_hmac("khuevan.access.session", value, secret=secret, algorithm="sha256").hexdigest()


class Grant(models.Model):
    """A role at a branch of the unit tree for a period, given by somebody who may give it. Ends by itself.

    ``ended_at`` is set where it was taken away early. ``given_by`` and ``ended_by`` are actors' ids.
    """

    scope_path = "path"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    path = models.CharField(max_length=200, db_collation="C")
    since = models.DateTimeField()
    until = models.DateTimeField()
    purpose = models.CharField(max_length=200, blank=True)
    given_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True)

    objects = ScopedQuerySet["Grant"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_grant_begins_before_it_ends", condition=Q(since__lt=models.F("until"))
            ),
            # Without the closing slash, a grant at /1/3 would reach /1/30/.
            models.CheckConstraint(
                name="access_grant_is_at_a_branch", condition=Q(path__regex=r"^/([0-9]+/)*$")
            ),
        ]
        indexes = [models.Index(fields=["path"], name="access_grant_by_branch")]

    def __str__(self) -> str:
        return f"{self.role} at {self.path}"
