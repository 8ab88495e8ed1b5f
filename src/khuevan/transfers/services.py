"""Every write of this room: an action on each side, the family's consent, and a clock between them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from khuevan.access.public import Actor, OutOfReach, Permission, beyond_reach
from khuevan.journal.public import record
from khuevan.org.public import UnitFacts, unit
from khuevan.people.public import identified, person, sector_code
from khuevan.schooling.public import Place, class_in_reach, latest_year, move, place
from khuevan.transfers import rules, selectors
from khuevan.transfers.contracts import (
    Release,
    Side,
    State,
    Step,
    TransferFacts,
    TransferStepped,
    content,
)
from khuevan.transfers.models import Transfer
from khuevan.transfers.rules import require, require_reason
from khuevan_kernel.law import Citation
from khuevan_kernel.log import digest


@transaction.atomic
def ask_for(
    *, actor: Actor, code: str, birth_date: date, reason: str, note: str, at: datetime
) -> TransferFacts:
    """The school that receives asks for a learner, whom the family's code and birth date name.

    Refuses with ``NobodyMatches``, ``NotEnrolled``, ``SameSchool``, ``SchoolDoesNotTake``, ``OpenAlready``
    or ``ReasonMissing``; ``OutOfReach`` for who works for no school.
    """
    receiving = selectors.school_of(actor)
    if receiving is None:
        raise OutOfReach("office")
    with beyond_reach(actor, "whom a family named to another school") as everywhere:
        number = identified(actor=everywhere, code=code, birth_date=birth_date)
    if number is None:
        raise rules.NobodyMatches()
    return _ask(actor, number, receiving, Side.RECEIVING, reason, note, at)


@transaction.atomic
def ask(*, actor: Actor, learner: str, receiving: int, reason: str, note: str, at: datetime) -> TransferFacts:
    """The family, or the school where the learner is, asks for a place at another school.

    ``learner`` is a person's reference, ``receiving`` a unit's number. A family's request is its consent.
    Refuses as ``ask_for`` does, and with ``OutOfReach`` for a learner of others.
    """
    detail = person(actor=actor, reference=learner)
    side = Side.SENDING if detail.as_ == "office" else Side.FAMILY
    return _ask(actor, detail.number, unit(receiving), side, reason, note, at)


@transaction.atomic
def consent(*, actor: Actor, reference: str, note: str, at: datetime) -> TransferFacts:
    """The family agrees: itself, or on a paper that a school names in ``note``. The clock begins."""
    row, sides = _step(actor, reference, Step.CONSENT)
    if Side.FAMILY not in sides and not note.strip():
        raise rules.EvidenceMissing()
    because = _consented(row, by_family=Side.FAMILY in sides, note=note, at=at)
    return _stepped(actor, row, Step.CONSENT, sides, because, at=at)


@transaction.atomic
def release(*, actor: Actor, reference: str, last_day: date, at: datetime) -> TransferFacts:
    """The school lets the learner go; for a closed or silent one, the office above does."""
    row, sides = _step(actor, reference, Step.RELEASE)
    how = rules.how_released(sides, silent=rules.silent(State(row.state), row.due, today()))
    _released(row, how, last_day, at)
    return _stepped(actor, row, Step.RELEASE, sides, at=at)


@transaction.atomic
def object_to(*, actor: Actor, reference: str, reason: str, at: datetime) -> TransferFacts:
    """The school says why it does not let the learner go; the office above decides, and the clock stands."""
    row, sides = _step(actor, reference, Step.OBJECT)
    require_reason(reason)
    row.state, row.objection, row.due = State.OBJECTED, reason.strip(), None
    return _stepped(actor, row, Step.OBJECT, sides, at=at)


@transaction.atomic
def decide(*, actor: Actor, reference: str, let_go: bool, reason: str, at: datetime) -> TransferFacts:
    """The office above decides what the school objected to, with a reason."""
    row, sides = _step(actor, reference, Step.DECIDE)
    require_reason(reason)
    row.closing = reason.strip()
    if let_go:
        _released(row, Release.AUTHORITY, today(), at)
    else:
        row.state = State.REFUSED
    return _stepped(actor, row, Step.DECIDE, sides, at=at)


@transaction.atomic
def admit(*, actor: Actor, reference: str, school_class: str, since: date, at: datetime) -> TransferFacts:
    """The school that receives gives a place in a class: enrolment, marks and record follow the learner.

    Where the other school was silent past its time, this releases too. Refuses with ``ClassDoesNotFit``,
    ``DayImpossible`` or ``NotThisStep``, and as ``schooling.move`` does.
    """
    row, sides = _step(actor, reference, Step.ADMIT)
    if row.state == State.CONSENTED:
        _released(row, Release.SILENCE, row.due or today(), at)
    fits = class_in_reach(actor=actor, reference=school_class, may=Permission.SCHOOLING_EDIT)
    if (fits.unit, fits.school_year, fits.grade) != (row.receiving_id, row.school_year, row.grade):
        raise rules.ClassDoesNotFit(grade=row.grade)
    if since > today() or (row.last_day is not None and since < row.last_day):
        raise rules.DayImpossible()
    with beyond_reach(actor, "a learner that was released to this school") as everywhere:
        move(actor=everywhere, person=row.person_id, school_class=fits.number, since=since, at=at)
    row.state, row.school_class_id, row.admitted_on = State.ADMITTED, fits.number, since
    return _stepped(actor, row, Step.ADMIT, sides, at=at)


@transaction.atomic
def refuse(*, actor: Actor, reference: str, reason: str, at: datetime) -> TransferFacts:
    """The school that was to receive says no, with a reason."""
    return _ended(actor, reference, Step.REFUSE, State.REFUSED, reason, at)


@transaction.atomic
def withdraw(*, actor: Actor, reference: str, reason: str, at: datetime) -> TransferFacts:
    """The family takes the request back."""
    return _ended(actor, reference, Step.WITHDRAW, State.WITHDRAWN, reason, at)


@transaction.atomic
def release_by_silence(*, actor: Actor, at: datetime) -> int:
    """Release whom a school kept waiting past its time; answers how many. For the worker."""
    rows = Transfer.objects.for_system("the clock of every school").filter(
        state=State.CONSENTED, due__lt=today()
    )
    found = list(rows.select_for_update(skip_locked=True).order_by("due")[:500])
    for row in found:
        assert row.due is not None
        _released(row, Release.SILENCE, row.due, at)
        row.version += 1
        row.save()
        record(_event(row, Step.RELEASE, "clock"), actor=actor, at=at)
    return len(found)


def today() -> date:
    """The day in Viet Nam by the database's clock, which judges deadlines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date")
        found: date = cursor.fetchone()[0]
    return found


def _ask(
    actor: Actor, number: int, receiving: UnitFacts, side: Side, reason: str, note: str, at: datetime
) -> TransferFacts:
    require_reason(reason, coded=True)
    year = latest_year(today())
    now = _place_of(actor, number, year)
    if now.unit == receiving.id:
        raise rules.SameSchool()
    if receiving.status != "active" or not _teaches(receiving, now.grade):
        raise rules.SchoolDoesNotTake(school=receiving.name, grade=now.grade)
    row = Transfer(
        person_id=number, sending_id=now.unit, receiving_id=receiving.id, school_year=year,
        grade=now.grade, state=State.ASKED, reason=reason, note=note.strip(), asked_by=side, asked_at=at,
    )  # fmt: skip
    because = _consented(row, by_family=True, note="", at=at) if side is Side.FAMILY else ()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise rules.OpenAlready() from None
    return _stepped(actor, row, None, frozenset({side}), because, at=at)


def _place_of(actor: Actor, number: int, year: int) -> Place:
    """Where the learner studies now, or ``NotEnrolled``."""
    with beyond_reach(actor, "where a learner is who is to move") as everywhere:
        try:
            found = place(actor=everywhere, person=number, school_year=year, may=Permission.SCHOOLING_VIEW)
        except OutOfReach:
            found = None
    if found is None or found.status != "studying":
        raise rules.NotEnrolled()
    return found


def _teaches(school: UnitFacts, grade: int) -> bool:
    level = rules.level_of(grade)
    levels = {"nursery", "kindergarten"} if level == "preschool" else {level}
    return school.sector in selectors.SCHOOLS and (not school.levels or bool(levels & {*school.levels}))


def _step(actor: Actor, reference: str, step: Step) -> tuple[Transfer, frozenset[Side]]:
    """Load the transfer, locked, and decide whether the actor may take the step."""
    row = selectors.row_of(actor, selectors.transfer_references().number(reference), locked=True)
    who = selectors.names_of(actor, [row.person_id]).get(row.person_id)
    on, state = today(), State(row.state)
    sides = selectors.sides_of(actor, row, who.birth_date if who else None, on)
    if not sides:
        raise OutOfReach("transfer")
    closed = row.sending.status != "active"
    may = rules.steps(state, sides, closed=closed, silent=rules.silent(state, row.due, on))
    require(step, may, state)
    return row, sides


def _consented(row: Transfer, *, by_family: bool, note: str, at: datetime) -> Iterable[Citation]:
    due = rules.due_on(rules.level_of(row.grade), today())
    row.state, row.due, row.consent_at = State.CONSENTED, due.value, at
    row.consent_how, row.consent_note = "online" if by_family else "paper", note.strip()
    return due.because


def _released(row: Transfer, how: Release, last_day: date, at: datetime) -> None:
    row.state, row.released_at, row.released_how = State.RELEASED, at, how
    row.last_day, row.expected_on = last_day, rules.expected_on(today())


def _ended(
    actor: Actor, reference: str, step: Step, state: State, reason: str, at: datetime
) -> TransferFacts:
    row, sides = _step(actor, reference, step)
    require_reason(reason)
    row.state, row.closing = state, reason.strip()
    return _stepped(actor, row, step, sides, at=at)


def _stepped(
    actor: Actor,
    row: Transfer,
    step: Step | None,
    sides: frozenset[Side],
    because: Iterable[Citation] = (),
    *,
    at: datetime,
) -> TransferFacts:
    """Write the row, record the step, return what it is now."""
    told = content(
        sector_code(row.person_id),
        unit(row.sending_id).name,
        unit(row.receiving_id).name,
        row.reason,
        row.note,
    )
    if step is not None:
        row.version += 1
    entry = record(
        _event(row, step, min(sides), digest(told) if Side.FAMILY in sides else ""),
        actor=actor, at=at, because=because,
    )  # fmt: skip
    if Side.FAMILY in sides:
        row.entry = entry
    row.save()
    reference = selectors.transfer_references().of(row.pk)
    return selectors.transfer(actor=actor, reference=reference, on=today())


def _event(row: Transfer, step: Step | None, by: str, said: str = "") -> TransferStepped:
    return TransferStepped(
        f"person:{row.person_id}", row.pk, step or "ask", row.state, by, row.released_how, row.sending_id,
        row.receiving_id, said,
    )  # fmt: skip
