"""The register of persons: learners, staff and whoever else the sector keeps a record of."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from khuevan.access.public import ScopedQuerySet


class Person(models.Model):
    """A person. The number is ours and never the national one; ``contracts.sector_code`` shows it.

    ``name`` is one field, as people write it. ``search_name`` is it without tone marks in lower case,
    ``sort_name`` its Vietnamese sort key. ``birth_date`` is cut to the known part: ``birth_precision`` is
    ``d``, ``m`` or ``y``. ``sex`` follows QCVN 109: 0 unknown, 1 male, 2 female. ``ethnicity`` is 1–54, 55
    foreign, 56 unknown. ``unit`` keeps the record; its branch decides who may read it. ``family``, ``middle``
    and ``given`` are the parts of the name where they are known: never taken from where its spaces stand.
    ``recorded_at`` is when the row came to be, here as on what hangs on a person; ``Change`` has what it was.
    """

    scope_path = "unit__path"

    name = models.CharField(max_length=120)
    search_name = models.CharField(max_length=120)
    sort_name = models.CharField(max_length=160, db_collation="C")
    birth_date = models.DateField(null=True)
    birth_precision = models.CharField(max_length=1, default="d")
    sex = models.PositiveSmallIntegerField(default=0)
    ethnicity = models.PositiveSmallIntegerField(default=56)
    nationality = models.CharField(max_length=2, default="VN")
    family = models.CharField(max_length=60, blank=True, db_default="")
    middle = models.CharField(max_length=60, blank=True, db_default="")
    given = models.CharField(max_length=60, blank=True, db_default="")
    recorded_at = models.DateTimeField(db_default=Now())
    # Its index serves searching and listing within a school or an office.
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Person"].as_manager()

    class Meta:
        # For people_find (migration 0004), which knows the whole names and looks to the units itself.
        indexes = [models.Index(name="people_person_by_name", fields=["search_name", "unit"])]

    def __str__(self) -> str:
        return f"person:{self.pk}"


class Name(models.Model):
    """A ``search_name`` that somebody bears or bore, for finding names by a part: kept by a trigger.

    Once each, or a few times where two added it at once. The application's role does not see it.
    """

    app_role_may: ClassVar[str] = ""

    name = models.CharField(max_length=120)

    class Meta:
        indexes = [
            GinIndex(name="people_name_by_part", fields=["name"], opclasses=["gin_trgm_ops"]),
            models.Index(name="people_name_by_name", fields=["name"]),
        ]

    def __str__(self) -> str:
        return f"name:{self.pk}"


class Identifier(models.Model):
    """A number that an issuer gave a person: ``national`` (12 digits), ``passport``, ``moet``, …

    ``status`` is ``held``, ``doubtful`` (it contradicts itself or the record, and is kept as it was given),
    ``replaced`` or ``wrong`` (it never was theirs). Without ``until`` it is the number held today.
    """

    scope_path = "person__unit__path"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=10)
    value = models.CharField(max_length=30)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    issuer = models.CharField(max_length=120, blank=True, db_default="")
    status = models.CharField(max_length=10, db_default="held")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["Identifier"].as_manager()

    class Meta:
        # For finding a person by a number they show. Not unique: real registers
        # hold the same number twice, and finding that is work of its own.
        indexes = [models.Index(fields=["value"], name="people_identifier_by_value")]

    def __str__(self) -> str:
        return f"identifier:{self.pk}"


class Guardian(models.Model):
    """Who is responsible for a child: ``account_person`` is their own record, where they have one.

    Rights: ``custody`` (the child lives with them), ``consent`` (they decide for it), ``may_see`` (the
    record), all until ``until``. ``contact_order`` is whom the school rings first.
    """

    scope_path = "child__unit__path"

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardians")
    name = models.CharField(max_length=120)
    kinship = models.CharField(max_length=10)  # mother, father, other
    phone = models.CharField(max_length=15, blank=True)
    account_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    national = models.CharField(max_length=12, blank=True, db_default="")
    born_year = models.PositiveSmallIntegerField(null=True)
    job = models.CharField(max_length=100, blank=True, db_default="")
    custody = models.BooleanField(db_default=True)
    consent = models.BooleanField(db_default=True)
    may_see = models.BooleanField(db_default=True)
    contact_order = models.PositiveSmallIntegerField(db_default=1)
    until = models.DateField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["Guardian"].as_manager()

    class Meta:
        # For a parent's children; partial, because few guardians have a record of their own.
        indexes = [
            models.Index(
                fields=["account_person"], name="people_guardian_with_account",
                condition=models.Q(account_person__isnull=False),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"guardian:{self.pk}"


class CorrectionRequest(models.Model):
    """What somebody says is wrong in a record: the field, what it should be, and why. The office decides."""

    scope_path = "person__unit__path"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=100)
    field = models.CharField(max_length=20)
    should_be = models.CharField(max_length=200)
    note = models.CharField(max_length=1000, blank=True)
    asked_at = models.DateTimeField()
    entry = models.BigIntegerField(null=True)  # of the journal: for the receipt
    answer = models.CharField(max_length=10, blank=True)  # accepted, declined; empty while it waits
    reason = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["CorrectionRequest"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="people_correction_waiting", condition=models.Q(answer=""))
        ]

    def __str__(self) -> str:
        return f"correction:{self.pk}"
