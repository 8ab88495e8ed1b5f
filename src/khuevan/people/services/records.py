"""Every write of this room, and the reading of a record, which is written down too."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.journal.public import entries_of, record
from khuevan.people import contracts, rules, selectors
from khuevan.people.models import CorrectionRequest
from khuevan_kernel.log import digest

READ_AGAIN_AFTER = timedelta(hours=1)


@transaction.atomic
def read_record(*, actor: Actor, reference: str, at: datetime) -> contracts.PersonDetail:
    """Open a person's record. Written down unless it is one's own, once an hour for each reader and person.

    Another office or purpose of the same reader is another reading: the person is told of each.

    Refuses with ``OutOfReach`` what the actor may not see, and writes nothing then.
    """
    detail = selectors.person(actor=actor, reference=reference)
    subject = f"person:{detail.number}"
    since = at - READ_AGAIN_AFTER
    kind = contracts.RecordRead
    lately = entries_of([subject], kind.name, actor=actor.id, since=since)
    told = any((one.office, one.purpose) == (actor.office, actor.purpose) for one in lately)
    if detail.as_ != "self" and not told:
        record(kind(subject, detail.as_), actor=actor, at=at)
    return detail


@transaction.atomic
def ask_correction(
    *, actor: Actor, reference: str, field: str, should_be: str, note: str, at: datetime
) -> contracts.Correction:
    """Report a mistake in one's own record or one's child's, or in one that one's office may edit.

    Refuses with ``OutOfReach`` or ``rules.NothingToCorrect``. The journal gets the digest of what was sent.
    """
    number = selectors.person_references().number(reference)
    row, right = selectors.row_of(actor, number)
    if right == "office" and not actor.may_at(Permission.PEOPLE_EDIT, row.unit.path):
        raise OutOfReach("person")
    rules.require_a_correction(field, should_be)
    request = CorrectionRequest(
        person=row,
        asked_by=actor.id,
        field=field,
        should_be=should_be.strip(),
        note=note.strip(),
        asked_at=at,
    )
    content = {"field": request.field, "should_be": request.should_be, "note": request.note}
    request.entry = record(contracts.CorrectionAsked(f"person:{row.pk}", digest(content)), actor=actor, at=at)
    request.save()
    return selectors.correction(actor=actor, reference=selectors.correction_references().of(request.pk))


@transaction.atomic
def answer_correction(
    *, actor: Actor, reference: str, answer: str, reason: str, at: datetime
) -> contracts.CorrectionToAnswer:
    """Accept or decline a request about a record in reach, with a reason that whoever asked will read.

    Refuses with ``OutOfReach``, ``rules.AnsweredAlready``, ``rules.OwnRequest`` or ``rules.AnswerUnclear``.
    Accepting changes nothing in the record: the office that keeps it does.
    """
    number = selectors.correction_references().number(reference)
    rows = CorrectionRequest.objects.visible_to(actor, Permission.PEOPLE_EDIT).filter(entry__isnull=False)
    row = rows.select_for_update(of=("self",)).one(pk=number)
    own = row.asked_by == actor.id
    rules.require_an_answer(answer=answer, reason=reason, standing=row.answer, own=own)
    row.answer, row.reason, row.answered_at = answer, reason.strip(), at
    row.save(update_fields=["answer", "reason", "answered_at"])
    assert row.entry is not None
    content = digest({"answer": row.answer, "reason": row.reason})
    subject = f"person:{row.person_id}"
    record(contracts.CorrectionAnswered(subject, row.entry, row.answer, content), actor=actor, at=at)
    return selectors.correction_to_answer(actor=actor, reference=reference)
