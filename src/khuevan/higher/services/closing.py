"""How a program ends one row of this room's registers: by its natural key, as forms do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.higher import rules
from khuevan.higher.contracts.registers import PROGRAMMES, REGISTERS, STUDENTS, Register
from khuevan.higher.models import Study
from khuevan.higher.selectors import registers
from khuevan.higher.selectors.institutions import in_reach
from khuevan.higher.services.editing import edit_row
from khuevan.higher.services.students import decide_study
from khuevan.intake.public import Close, Closing

MAY = Permission.HIGHER_EDIT
DATED = ("programmes", "units", "governance", "staff", "assets", "projects")  # each ends by its ``until``


def closer(register: Register) -> Close | None:
    """What ends a row of a register; ``None`` where nothing does: quotas, finance, degrees are history."""
    if register is STUDENTS:
        return _leave
    return _ender(register) if register.slug in DATED else None


def _leave(closing: Closing, actor: Actor, at: datetime) -> None:
    """The decision that a student leaves; the reason is its number."""
    reference, fingerprint, _ = _found(STUDENTS, closing, actor, at)
    decide_study(
        actor=actor, reference=reference, fingerprint=fingerprint, kind="leave", number=closing.reason[:60],
        day=closing.day, note=closing.reason, at=at,
    )  # fmt: skip


def _ender(register: Register) -> Callable[[Closing, Actor, datetime], None]:
    def close(closing: Closing, actor: Actor, at: datetime) -> None:
        reference, fingerprint, number = _found(register, closing, actor, at)
        values = {"until": closing.day.isoformat()}
        if register is PROGRAMMES:
            studies = Study.objects.for_system("who stands on a programme in reach").filter(programme=number)
            rules.require_left(studies.exclude(state__in=rules.ENDED).count())
            values["state"] = "closed"
        _, faults = edit_row(
            actor=actor, register=register, reference=reference, fingerprint=fingerprint, values=values,
            reason=closing.reason, at=at,
        )  # fmt: skip
        if faults:
            raise rules.EndWrong(day=closing.day)

    return close


def _found(register: Register, closing: Closing, actor: Actor, at: datetime) -> tuple[str, str, int]:
    """A row by its natural key: its reference, its fingerprint, and its number."""
    table = registers.TABLES[register.slug]
    said: Mapping[str, Any] = dict(zip(register.description.key, closing.key, strict=True))
    on = timezone.localdate(at)
    known = in_reach(actor, on, MAY)
    units = known.filter(known["code"] == said["institution"])["unit"].to_list()
    names = {table.paths.get(name, name): value for name, value in said.items() if name != "institution"}
    row = table.model.objects.visible_to(actor, MAY).filter(unit__in=units, **names).first()
    if row is None:
        raise OutOfReach("row")
    reference = registers.references(register.slug).of(row.pk)
    found = registers.row(actor=actor, register=register, reference=reference, on=on)
    return reference, found.fingerprint, row.pk


assert {*DATED} <= {*REGISTERS}
