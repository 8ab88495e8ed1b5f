"""Every read of this room. A transfer is seen from either school, from the offices above, by the family."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Q

from khuevan.access.public import Actor, Permission, ScopedQuerySet, beyond_reach
from khuevan.org.public import UnitFacts, units
from khuevan.people.public import PersonNamed, children, named, person_references, sector_code
from khuevan.transfers.contracts import OPEN, Place, Side, State, TransferFacts
from khuevan.transfers.models import Transfer
from khuevan.transfers.rules import silent, steps
from khuevan_kernel.identity import References

MOST = 200
ADULT = 18
SCHOOLS = {"preschool", "general"}
# Schools and provinces edit the register; a commune, which decides for its schools since 1/7/2025, signs.
IN_CHARGE = (Permission.SCHOOLING_EDIT, Permission.REPORTS_SIGN)


def transfer_references() -> References:
    """The references of transfers."""
    return References(settings.SECRET_KEY, "transfer")


def transfers(
    *, actor: Actor, side: str = "", state: str = "", on: date, limit: int = MOST
) -> list[TransferFacts]:
    """The transfers that an office sees, what waits longest first.

    ``side`` is ``in`` (to a school within reach), ``out`` (from one) or empty; ``state`` is a ``State``,
    ``open``, ``absent`` (released and not come by the day expected) or empty.
    """
    toward, away = _within(actor, "receiving"), _within(actor, "sending")
    rows = _rows().filter({"in": toward, "out": away}.get(side, toward | away))
    if state == "open":
        rows = rows.filter(state__in=OPEN)
    elif state == "absent":
        rows = rows.filter(state=State.RELEASED, expected_on__lt=on)
    elif state:
        rows = rows.filter(state=state)
    return _facts(actor, rows.order_by("due", "asked_at", "pk")[:limit], on)


def of_my_family(*, actor: Actor, on: date) -> list[TransferFacts]:
    """The transfers of one's children, and one's own; the latest first."""
    return _facts(actor, _rows().filter(person__in=_family(actor)).order_by("-asked_at")[:MOST], on)


def transfer(*, actor: Actor, reference: str, on: date) -> TransferFacts:
    """One transfer, or ``OutOfReach``."""
    number = transfer_references().number(reference)
    return _facts(actor, [row_of(actor, number)], on)[0]


def row_of(actor: Actor, number: int, *, locked: bool = False) -> Transfer:
    """The row of a transfer that the actor sees, or ``OutOfReach``."""
    rows = _rows().filter(
        _within(actor, "receiving") | _within(actor, "sending") | Q(person__in=_family(actor))
    )
    return (rows.select_for_update(of=("self",)) if locked else rows).one(pk=number)


def sides_of(actor: Actor, row: Transfer, born: date | None, on: date) -> frozenset[Side]:
    """On which sides of a transfer somebody stands."""
    found = set()
    if row.person_id in _family(actor) and not (row.person_id == actor.person and not _adult(born, on)):
        found.add(Side.FAMILY)
    if actor.may_at(Permission.SCHOOLING_EDIT, row.receiving.path) and actor.office == row.receiving.path:
        found.add(Side.RECEIVING)
    if actor.office == row.sending.path:
        found |= {Side.SENDING} if actor.may_at(Permission.SCHOOLING_EDIT, row.sending.path) else set()
    elif any(actor.may_at(may, row.sending.path) for may in IN_CHARGE):
        found.add(Side.AUTHORITY)
    return frozenset(found)


def names_of(actor: Actor, numbers: Iterable[int]) -> dict[int, PersonNamed]:
    """What the persons of transfers are called: whoever sees a transfer sees whose it is."""
    with beyond_reach(actor, "whose transfers these are") as everywhere:
        return dict(named(actor=everywhere, numbers=numbers))


def in_charge(actor: Actor) -> bool:
    """Whether the actor's office has to do with transfers at all."""
    return any(actor.may(permission) for permission in IN_CHARGE)


def school_of(actor: Actor) -> UnitFacts | None:
    """The school in whose name the actor may move learners; ``None`` for who works for none."""
    number = actor.office.rstrip("/").rpartition("/")[2]
    if not number or not actor.may_at(Permission.SCHOOLING_EDIT, actor.office):
        return None
    found = units([int(number)])
    return found[0] if found and found[0].sector in SCHOOLS else None


def _rows() -> ScopedQuerySet[Transfer]:
    rows = Transfer.objects.for_system("seen from two sides: each reader's own condition follows")
    return rows.select_related("sending", "receiving", "school_class")


def _within(actor: Actor, side: str) -> Q:
    found = Q(pk__in=())
    for path in {path for may in IN_CHARGE for path in actor.reaches.get(may, ())}:
        found |= Q(**{f"{side}__path__startswith": path})
    return found


def _family(actor: Actor) -> list[int]:
    if actor.person is None:
        return []
    references = person_references()
    return [actor.person, *(references.number(child.reference) for child in children(actor=actor))]


def _adult(born: date | None, on: date) -> bool:
    return born is not None and (on.year - born.year, on.month, on.day) >= (ADULT, born.month, born.day)


def _facts(actor: Actor, rows: Iterable[Transfer], on: date) -> list[TransferFacts]:
    found = list(rows)
    known = names_of(actor, {row.person_id for row in found})
    numbers = {number for row in found for number in (row.sending_id, row.receiving_id)}
    places = {one.id: one for one in units(numbers)}
    return [_one(actor, row, known.get(row.person_id), places, on) for row in found]


def _one(
    actor: Actor, row: Transfer, who: PersonNamed | None, places: dict[int, UnitFacts], on: date
) -> TransferFacts:
    state, sending = State(row.state), _place(places[row.sending_id])
    sides = sides_of(actor, row, who.birth_date if who else None, on)
    late = silent(state, row.due, on)
    keeping = {Side.RECEIVING} if state is State.ADMITTED else {Side.SENDING, Side.AUTHORITY}
    opens = bool(sides & {Side.FAMILY, *keeping})
    return TransferFacts(
        reference=transfer_references().of(row.pk), state=state,
        person_reference=person_references().of(row.person_id) if opens else "",
        code=sector_code(row.person_id), name=who.name if who else "",
        birth_date=who.birth_date if who else None, sending=sending,
        receiving=_place(places[row.receiving_id]),
        school_year=row.school_year, grade=row.grade, reason=row.reason, note=row.note,
        asked_by=Side(row.asked_by), asked_at=row.asked_at, consent_how=row.consent_how,
        consent_note=row.consent_note, consent_at=row.consent_at, due=row.due, objection=row.objection,
        released_at=row.released_at, released_how=row.released_how, last_day=row.last_day,
        expected_on=row.expected_on, class_name=row.school_class.name if row.school_class else "",
        admitted_on=row.admitted_on, closing=row.closing,
        absent=state is State.RELEASED and row.expected_on is not None and row.expected_on < on,
        may=steps(state, sides, closed=sending.closed, silent=late), entry=row.entry, version=row.version,
    )  # fmt: skip


def _place(unit: UnitFacts) -> Place:
    return Place(unit.id, unit.ref, unit.name, unit.path, unit.status != "active")
