"""What quality keeps: the ministry's rules, runs with their pieces, issues, scores, and requests for data."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from khuevan.access.public import ScopedQuerySet


class RuleVersion(models.Model):
    """A version of a rule that the ministry wrote. Without ``since`` it is a draft; in force, it stands."""

    code = models.CharField(max_length=12)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    dataset = models.CharField(max_length=20)
    severity = models.CharField(max_length=8)
    wrong = models.CharField(max_length=1000)
    marks = models.CharField(max_length=40)
    shows = ArrayField(models.CharField(max_length=40), default=list)
    vi = models.CharField(max_length=300)
    en = models.CharField(max_length=300)
    remedy_vi = models.CharField(max_length=300)
    remedy_en = models.CharField(max_length=300)
    provision = models.CharField(max_length=300)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="quality_rule_one_a_day", fields=["code", "since"])]

    def __str__(self) -> str:
        return f"{self.code} {self.since or 'draft'}"


class Run(models.Model):
    """All rules run over a branch on a day: waiting, running or done, and what it changed."""

    scope_path = "path"

    path = models.CharField(max_length=200, db_collation="C")
    day = models.DateField()
    school_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, default="waiting")
    rows = models.BigIntegerField(default=0)
    new = models.IntegerField(default=0)
    still = models.IntegerField(default=0)
    gone = models.IntegerField(default=0)
    reopened = models.IntegerField(default=0)
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Run"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["path", "-id"], name="quality_run_by_path"),
            models.Index(fields=["id"], name="quality_run_unfinished", condition=~models.Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"run:{self.pk}"


class Piece(models.Model):
    """Some units of a run: checked in one transaction, or not at all."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="pieces")
    position = models.IntegerField()
    units = ArrayField(models.BigIntegerField())
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="quality_piece_once", fields=["run", "position"])]

    def __str__(self) -> str:
        return f"piece:{self.run_id}.{self.position}"


class Issue(models.Model):
    """A row that a rule calls wrong, named by rule and subject. ``facts`` hold no personal data."""

    scope_path = "unit__path"

    rule = models.CharField(max_length=12)
    since = models.DateField()  # the rule's version that found it last
    dataset = models.CharField(max_length=20)
    severity = models.CharField(max_length=8)
    subject = models.BigIntegerField()
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    marks = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="open")  # open, explained, waived, gone
    found_on = models.DateField()
    seen_on = models.DateField()
    gone_on = models.DateField(null=True)
    reopened = models.IntegerField(default=0)
    assigned_to = models.ForeignKey("org.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    due = models.DateField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    waived_until = models.DateField(null=True)

    objects = ScopedQuerySet["Issue"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="quality_issue_once", fields=["rule", "subject"])]
        indexes = [models.Index(fields=["unit", "state"], name="quality_issue_by_unit")]

    def __str__(self) -> str:
        return f"issue:{self.pk}"


class Score(models.Model):
    """A unit's score by a run: of an office, over its whole branch. Never changed afterwards."""

    scope_path = "unit__path"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="scores")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    records = models.BigIntegerField(default=0)
    errors = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)
    notices = models.IntegerField(default=0)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    objects = ScopedQuerySet["Score"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="quality_score_once", fields=["run", "unit"])]

    def __str__(self) -> str:
        return f"{self.run_id} {self.unit_id}"


class Ask(models.Model):
    """A request for data of schools: who asks, by what right, which fields, of whom, how often, by when."""

    scope_path = "unit__path"

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=1000, blank=True)
    legal_basis = models.CharField(max_length=300)
    fields = ArrayField(models.CharField(max_length=120))
    keys = ArrayField(models.CharField(max_length=120))  # the fields as they are compared
    level = models.CharField(max_length=10)  # learner, class, staff, school
    kinds = ArrayField(models.CharField(max_length=24))
    times_a_year = models.PositiveSmallIntegerField()
    due = models.DateField()
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="waiting")  # waiting, approved, declined, ended
    minutes = models.BigIntegerField()
    burden = models.JSONField()
    answers = models.JSONField()
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)

    objects = ScopedQuerySet["Ask"].as_manager()

    def __str__(self) -> str:
        return f"ask:{self.pk}"
