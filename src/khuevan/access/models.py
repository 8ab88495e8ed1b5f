"""Accounts, and the grants that say what each may do where and when."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by their name."""


class Account(AbstractBaseUser):
    """Somebody who can sign in. ``person`` is their own record in the register of persons, if they have one."""

    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    person = models.BigIntegerField(null=True, blank=True, unique=True)
    is_active = models.BooleanField(default=True)

    objects = Accounts()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return f"account:{self.pk}"


class Grant(models.Model):
    """A role at a branch of the unit tree for a period, given by somebody who may give it. Ends by itself."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    path = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField()
    purpose = models.CharField(max_length=200, blank=True)
    given_by = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_grant_begins_before_it_ends", condition=models.Q(since__lt=models.F("until"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} at {self.path}"
