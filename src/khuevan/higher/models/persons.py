"""Who learns and works at institutions, and the degrees they hold. The second wall stands on every table."""

from __future__ import annotations

from django.db import models

from khuevan.access.public import ScopedQuerySet
from khuevan.higher.models.programmes import Programme


class Study(models.Model):
    """A student's record in a programme. ``state`` holds since ``state_since``, or since ``since``."""

    scope_path = "unit__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    student_code = models.CharField(max_length=20)
    form = models.CharField(max_length=10, db_default="full")  # full, part, distance
    entry = models.CharField(max_length=10, db_default="upper")  # upper, middle, college, degree, admitted
    class_name = models.CharField(max_length=30, db_default="")
    since = models.DateField()
    state = models.CharField(max_length=10, default="studying")
    state_since = models.DateField(null=True)

    objects = ScopedQuerySet["Study"].as_manager()

    class Meta:
        indexes = [models.Index(name="higher_study_by_code", fields=["unit", "student_code"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.programme_id}"


class StudyDecision(models.Model):
    """A dated decision about a study: reserve, stop, resume, forced leave, transfer, graduation."""

    scope_path = "unit__path"

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=60)
    day = models.DateField()
    note = models.CharField(max_length=300, db_default="")

    objects = ScopedQuerySet["StudyDecision"].as_manager()

    def __str__(self) -> str:
        return f"{self.kind} of {self.study_id}"


class Degree(models.Model):
    """A degree that was awarded for a study. ``state``: valid, revoked, cancelled, corrected."""

    scope_path = "unit__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    study = models.OneToOneField(Study, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    serial = models.CharField(max_length=30)
    book_number = models.CharField(max_length=30)
    classification = models.CharField(max_length=12, db_default="")
    decision = models.CharField(max_length=60)
    issued_on = models.DateField()
    signer = models.CharField(max_length=100)
    signer_title = models.CharField(max_length=60, db_default="")
    state = models.CharField(max_length=10, db_default="valid")

    objects = ScopedQuerySet["Degree"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="higher_degree_serial_once", fields=["unit", "serial"])]
        indexes = [models.Index(name="higher_degree_by_serial", fields=["serial"])]

    def __str__(self) -> str:
        return self.serial


class DegreeCorrection(models.Model):
    """A decision that corrected, revoked or cancelled a degree."""

    scope_path = "unit__path"

    degree = models.ForeignKey(Degree, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10)
    number = models.CharField(max_length=60)
    day = models.DateField()
    note = models.CharField(max_length=500)

    objects = ScopedQuerySet["DegreeCorrection"].as_manager()

    def __str__(self) -> str:
        return f"{self.state} {self.degree_id}"


class Employment(models.Model):
    """A member of staff of a higher-education institution.

    ``contract`` is permanent, fixed or visiting; ``workplace`` says that they have a place of their own of at
    least 6 m².
    """

    scope_path = "unit__path"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=20, db_default="")
    role = models.CharField(max_length=10)  # lecturer, manager, other
    contract = models.CharField(max_length=10, db_default="permanent")
    full_time = models.BooleanField(db_default=True)
    rank = models.CharField(max_length=10, db_default="")  # professor, associate
    degree = models.CharField(max_length=10, blank=True)
    speciality = models.CharField(max_length=100, db_default="")
    field = models.CharField(max_length=7, db_default="")  # the field taught, of circular 09/2022
    department = models.CharField(max_length=20, db_default="")
    workplace = models.BooleanField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet["Employment"].as_manager()

    class Meta:
        indexes = [models.Index(name="higher_employment_by_code", fields=["unit", "code"])]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.unit_id}"
