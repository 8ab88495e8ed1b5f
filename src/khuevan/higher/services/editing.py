"""A row of a register edited or added by a form: the same checks as a file's, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from khuevan.access.public import Actor
from khuevan.higher import rules
from khuevan.higher.contracts.events import RowEdited
from khuevan.higher.contracts.registers import Register, RowFacts
from khuevan.higher.selectors import registers
from khuevan.higher.services.reasons import say_why
from khuevan.intake.public import Brought, Fault, bring
from khuevan.journal.public import record
from khuevan_kernel.log import digest


class _Undone(Exception):
    """The row did not stand against the register: nothing of it is kept."""


def edit_row(
    *,
    actor: Actor,
    register: Register,
    reference: str,
    fingerprint: str,
    values: Mapping[str, str | None],
    reason: str,
    at: datetime,
) -> tuple[RowFacts, tuple[Fault, ...]]:
    """Change columns of a row, given as texts as a file's cells hold them; the key and the person stay.

    Answers the row as it is afterwards, and faults where the new values do not stand: nothing is written
    then. Refuses with ``OutOfReach``, ``rules.ReasonMissing`` or ``rules.RowChanged`` (``fingerprint`` is of
    the row as it was read).
    """
    on = timezone.localdate(at)
    faults: tuple[Fault, ...] = ()
    try:
        with transaction.atomic():
            row = registers.row(actor=actor, register=register, reference=reference, on=on, lock=True)
            rules.require_reason(reason)
            rules.require_same(fingerprint, row.fingerprint)
            editable = {one.name for one in register.editable}
            told = {name: value for name, value in values.items() if name in editable}
            cells = {
                one.name: registers.as_text(row.values.get(one.name)) for one in register.description.columns
            } | told
            say_why(reason)
            brought = bring(name=register.description.name, rows=[cells], actor=actor, at=at)
            if brought.faults:
                faults = brought.faults
                raise _Undone
            changed = tuple(sorted(n for n, v in told.items() if v != registers.as_text(row.values.get(n))))
            content = digest({"values": dict(told), "reason": reason})
            subject = f"{registers.TABLES[register.slug].name}:{row.number}"
            record(RowEdited(subject, row.unit, changed, content), actor=actor, at=at)
    except _Undone:
        pass
    return registers.row(actor=actor, register=register, reference=reference, on=on), faults


def add_row(
    *, actor: Actor, register: Register, values: Mapping[str, str | None], reason: str, at: datetime
) -> Brought:
    """Add a row by a form: a file of one row. Answers its faults where it does not stand.

    Refuses with ``rules.ReasonMissing``; with ``rules.RowKnown`` where the key stands already.
    """
    rules.require_reason(reason)
    with transaction.atomic():
        say_why(reason)
        brought = bring(name=register.description.name, rows=[dict(values)], actor=actor, at=at)
        if not brought.faults and not brought.merged.inserted:
            raise rules.RowKnown
        if not brought.faults:
            content = digest({"values": dict(values), "reason": reason})
            record(RowEdited(f"higher:{register.slug}", 0, ("*",), content), actor=actor, at=at)
    return brought
