"""Persons that another office asks for by what their family tells it."""

from __future__ import annotations

from datetime import date

from khuevan.access.public import Actor
from khuevan.people.contracts import number_of
from khuevan.people.models import Identifier, Person


def identified(*, actor: Actor, code: str, birth_date: date) -> int | None:
    """The number of the one person with this sector code or national number, born on this day; or ``None``.

    Looks as far as the transaction reaches (``access.public.beyond_reach``); whoever lets it reach beyond an
    office bounds how often may be asked, and tells no more than that somebody matches.
    """
    number, digits = number_of(code), "".join(code.split())
    everybody = Person.objects.for_system(f"by code and birth date, for {actor.id}").filter(
        birth_date=birth_date, birth_precision="d"
    )
    if number:
        found = everybody.filter(pk=number)
    else:
        holders = Identifier.objects.for_system("whose number it is").filter(scheme="national", value=digits)
        found = everybody.filter(pk__in=holders.values("person"))
    numbers = list(found.values_list("pk", flat=True)[:2])
    return numbers[0] if len(numbers) == 1 else None
