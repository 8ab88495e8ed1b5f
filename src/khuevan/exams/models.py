"""The graduation exam: what was loaded, candidates with their marks, and the counts that figures stand on.

A mark is a whole number: hundredths from 0 to 1000, or −1 (Đ), −2 (CĐ), −3 (M); NULL is "not taken". All of a
candidate's marks stand in one row, one column a subject: a year is a million rows, not seven million.
"""

from __future__ import annotations

from django.db import models


class Load(models.Model):
    """A file whose results are in. ``reading`` says with what mapping and repairs it was read."""

    year = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    reading = models.CharField(max_length=80)
    rows = models.PositiveIntegerField(default=0)
    inserted = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="exams_file_once", fields=["year", "digest", "reading"])]

    def __str__(self) -> str:
        return f"{self.year} {self.digest[:12]}"


class _Marks(models.Model):
    """A candidate's marks, by subject, and which foreign language it was (N1–N7, or unknown)."""

    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=9, db_collation="C")
    load = models.IntegerField()
    language = models.CharField(max_length=2, null=True)
    mathematics = models.SmallIntegerField(null=True)
    literature = models.SmallIntegerField(null=True)
    physics = models.SmallIntegerField(null=True)
    chemistry = models.SmallIntegerField(null=True)
    biology = models.SmallIntegerField(null=True)
    history = models.SmallIntegerField(null=True)
    geography = models.SmallIntegerField(null=True)
    civics = models.SmallIntegerField(null=True)
    economics_law = models.SmallIntegerField(null=True)
    informatics = models.SmallIntegerField(null=True)
    technology_industry = models.SmallIntegerField(null=True)
    technology_agriculture = models.SmallIntegerField(null=True)
    foreign_language = models.SmallIntegerField(null=True)

    class Meta:
        abstract = True


class Result(_Marks):
    """A candidate's marks as they stand now. Partitioned by year. The number begins with the council."""

    pk = models.CompositePrimaryKey("year", "number")

    def __str__(self) -> str:
        return f"{self.year} {self.number}"


class SupersededResult(_Marks):
    """A candidate's marks as they stood before a later file changed them; a trigger keeps them."""

    append_only = True

    superseded_by = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["year", "number"], name="exams_superseded_of")]

    def __str__(self) -> str:
        return f"{self.year} {self.number} until load {self.superseded_by}"


class Tally(models.Model):
    """How many candidates of a council have a mark. Renewed in the transaction of every load of the year."""

    year = models.PositiveSmallIntegerField()
    council = models.CharField(max_length=3)
    subject = models.CharField(max_length=24)
    language = models.CharField(max_length=2)  # of a foreign language, where known
    mark = models.SmallIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="exams_tally_once", fields=["year", "subject", "council", "language", "mark"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.council} {self.subject} {self.mark}"


class CouncilSize(models.Model):
    """How many candidates a council had in a year, those without any mark included."""

    year = models.PositiveSmallIntegerField()
    council = models.CharField(max_length=3)
    candidates = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="exams_council_once", fields=["year", "council"])]

    def __str__(self) -> str:
        return f"{self.year} {self.council}"
