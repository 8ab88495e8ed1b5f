"""Decisions about studies and degrees."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from khuevan.access.public import Actor, Permission
from khuevan.higher import rules
from khuevan.higher.contracts.events import DegreeChanged, StudyDecided
from khuevan.higher.contracts.registers import DEGREES, STUDENTS, RowFacts
from khuevan.higher.models import Degree, DegreeCorrection, Study, StudyDecision
from khuevan.higher.selectors import registers
from khuevan.higher.services.reasons import say_why
from khuevan.journal.public import record

MAY = Permission.HIGHER_EDIT


@transaction.atomic
def decide_study(
    *,
    actor: Actor,
    reference: str,
    fingerprint: str,
    kind: str,
    number: str,
    day: date,
    note: str,
    at: datetime,
) -> RowFacts:
    """Record a decision about a study and bring its state to what the decision says, from its day on.

    Refuses with ``OutOfReach``, ``rules.RowChanged``, ``rules.StepWrong`` or ``rules.DayWrong``.
    """
    on = timezone.localdate(at)
    row = registers.row(actor=actor, register=STUDENTS, reference=reference, on=on, lock=True)
    rules.require_same(fingerprint, row.fingerprint)
    study = Study.objects.visible_to(actor, MAY).one(pk=row.number)
    state = rules.next_state(kind=kind, state=study.state)
    rules.require_day(day=day, since=study.state_since or study.since, today=on)
    say_why(number)
    StudyDecision.objects.create(
        study=study,
        person_id=study.person_id,
        unit_id=study.unit_id,
        kind=kind,
        number=number.strip(),
        day=day,
        note=note.strip(),
    )
    study.state, study.state_since = state, day
    study.save(update_fields=["state", "state_since"])
    record(StudyDecided(f"higher_study:{study.pk}", study.unit_id, kind, state, day), actor=actor, at=at)
    return registers.row(actor=actor, register=STUDENTS, reference=reference, on=on)


@transaction.atomic
def change_degree(
    *,
    actor: Actor,
    reference: str,
    fingerprint: str,
    state: str,
    number: str,
    day: date,
    note: str,
    at: datetime,
) -> RowFacts:
    """Record a decision that corrects, revokes or cancels a degree. What it says of the degree stays with it.

    Refuses with ``OutOfReach``, ``rules.RowChanged``, ``rules.DegreeEnded``, ``rules.DayWrong`` or
    ``rules.ReasonMissing``.
    """
    on = timezone.localdate(at)
    row = registers.row(actor=actor, register=DEGREES, reference=reference, on=on, lock=True)
    rules.require_same(fingerprint, row.fingerprint)
    rules.require_reason(note)
    degree = Degree.objects.visible_to(actor, MAY).one(pk=row.number)
    rules.require_degree_step(state=degree.state, to=state)
    rules.require_day(day=day, since=degree.issued_on, today=on)
    say_why(number)
    DegreeCorrection.objects.create(
        degree=degree,
        person_id=degree.person_id,
        unit_id=degree.unit_id,
        state=state,
        number=number.strip(),
        day=day,
        note=note.strip(),
    )
    degree.state = state
    degree.save(update_fields=["state"])
    event = DegreeChanged(f"higher_degree:{degree.pk}", degree.unit_id, state, day)
    record(event, actor=actor, at=at, because=[rules.DEGREES_LAW])
    return registers.row(actor=actor, register=DEGREES, reference=reference, on=on)
