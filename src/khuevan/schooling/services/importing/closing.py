"""How a program ends one row of this room's files: by its natural key, as the room's services do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl

from khuevan.access.public import Actor, OutOfReach
from khuevan.intake.public import Closing
from khuevan.people.public import match_persons
from khuevan.schooling import rules
from khuevan.schooling.models import Employment
from khuevan.schooling.rules.places import Leaving
from khuevan.schooling.services.ending import MAY, end_employment, remove_class
from khuevan.schooling.services.importing.looking import with_class, with_school
from khuevan.schooling.services.places import leave


def close_class(closing: Closing, actor: Actor, at: datetime) -> None:
    """Take out a class on which nothing stands."""
    school, year, name = closing.key
    row = with_class(_at_school(actor, {"school": school, "year": year, "class": name}))
    found = row["school_class"][0]
    if found is None:
        raise OutOfReach("class")
    remove_class(actor=actor, school_class=found, reason=closing.reason, at=at)


def close_learner(closing: Closing, actor: Actor, at: datetime) -> None:
    """End a learner's place in the school year of the day, for another reason than the lists name."""
    leave(
        actor=actor, person=_person(actor, closing.key[0]), school_year=rules.school_year(closing.day),
        day=closing.day, leaving=Leaving("ended", "", closing.reason), at=at,
    )  # fmt: skip


def close_staff(closing: Closing, actor: Actor, at: datetime) -> None:
    """End the post that somebody has at a school."""
    moet, school = closing.key
    person = _person(actor, moet)
    unit = _at_school(actor, {"school": school})["unit"][0]
    rows = Employment.objects.visible_to(actor, MAY).filter(person=person, unit=unit, until=None)
    post = rows.order_by("-since", "-pk").first()
    if post is None:
        raise OutOfReach("employment")
    end_employment(actor=actor, employment=post.pk, until=closing.day, reason=closing.reason, at=at)


def _at_school(actor: Actor, values: dict[str, Any]) -> pl.DataFrame:
    row = with_school(pl.DataFrame([values]), actor)
    if row["unit"][0] is None:
        raise OutOfReach("school")
    return row


def _person(actor: Actor, moet: str) -> int:
    matched = match_persons(pl.DataFrame({"key": [0], "moet": [moet]}), actor=actor)
    found = dict(matched.select("key", "matched").iter_rows()).get(0)
    if found is None:
        raise OutOfReach("person")
    return int(found)
