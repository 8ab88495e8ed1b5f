"""The graduation exam: candidates and their marks, by year."""

from __future__ import annotations

from django.db import models


class Candidate(models.Model):
    """A candidate's place in a year's exam, known by number alone. Partitioned by year."""

    pk = models.CompositePrimaryKey("year", "number")
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=8)
    council = models.CharField(max_length=2)
    language = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return f"{self.year} {self.number}"


class Mark(models.Model):
    """One mark: ``hundredths`` (0–1000) for a number, else ``word`` (Đ, CĐ, M). Partitioned by year."""

    pk = models.CompositePrimaryKey("year", "number", "subject")
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=8)
    subject = models.CharField(max_length=24)
    hundredths = models.SmallIntegerField(null=True)
    word = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return f"{self.year} {self.number} {self.subject}"
