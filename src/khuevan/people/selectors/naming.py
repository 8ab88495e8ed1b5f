"""Names for lists that rooms above keep by the numbers of persons."""

from __future__ import annotations

from collections.abc import Iterable

from khuevan.access.public import Actor, Permission
from khuevan.people.contracts.naming import PersonNamed
from khuevan.people.contracts.records import sector_code
from khuevan.people.models import Person
from khuevan.people.selectors.records import person_references


def named(*, actor: Actor, numbers: Iterable[int]) -> dict[int, PersonNamed]:
    """The persons of these numbers whose records the actor may read; the others are left out."""
    references = person_references()
    rows = Person.objects.visible_to(actor, Permission.PEOPLE_VIEW).filter(pk__in=list(numbers))
    return {
        row.pk: PersonNamed(
            row.pk, references.of(row.pk), sector_code(row.pk), row.name, row.sort_name, row.birth_date,
            row.birth_precision, row.sex, row.unit_id,
        )
        for row in rows
    }  # fmt: skip
