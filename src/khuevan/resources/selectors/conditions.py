"""What norms depend on, as it is said of schools and communes on a day."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db.models import Q

from khuevan.access.public import Actor, Permission
from khuevan.org.public import Kind, unit_in_reach, units_below
from khuevan.resources.contracts import ConditionFacts
from khuevan.resources.models import Condition

KNOWN = "zones and kinds of schools are public facts"


def said_on(day: date, path: str) -> pl.DataFrame:
    """What is said on a day in the province of a path: ``unit``, ``commune``, ``what``, ``value``.

    ``commune`` is the code of the commune where an office says it of all schools in it, else empty.
    """
    province = "/".join(path.split("/")[:3]) + "/" if path.count("/") > 2 else path
    held = Condition.objects.for_system(KNOWN).filter(
        Q(until__isnull=True) | Q(until__gt=day), since__lte=day, unit__path__startswith=province
    )
    rows = held.values_list("unit_id", "what", "value")
    found = pl.DataFrame(
        [*rows], schema={"unit": pl.Int64, "what": pl.String, "value": pl.String}, orient="row"
    )
    offices = units_below([province], day, ["office"]).filter(pl.col("kind") == str(Kind.COMMUNE))
    return found.join(offices.select("unit", "commune"), on="unit", how="left").with_columns(
        pl.col("commune").fill_null("")
    )


def conditions(*, actor: Actor, unit: int) -> list[ConditionFacts]:
    """Everything that was ever said of a unit in the actor's reach, newest first."""
    unit_in_reach(actor, unit, Permission.SCHOOLING_VIEW)
    rows = Condition.objects.for_system(KNOWN).filter(unit=unit).order_by("what", "-since")
    return [ConditionFacts(one.what, one.value, one.since, one.until, one.decision) for one in rows]


def standing_condition(unit: int, what: str) -> Condition | None:
    """What stands of a unit without an end, locked for whoever changes it."""
    rows = Condition.objects.for_system("the writer has looked to the reach").select_for_update()
    return rows.filter(unit=unit, what=what, until__isnull=True).first()


def conditions_exported(actor: Actor) -> pl.DataFrame:
    """What stands today in the actor's reach, in the columns of the description."""
    rows = Condition.objects.visible_to(actor, Permission.ORG_MANAGE).filter(until__isnull=True)
    held = pl.DataFrame(
        [*rows.values_list("unit_id", "what", "value", "since", "decision")],
        schema={"unit": pl.Int64, "what": pl.String, "value": pl.String, "since": pl.Date,
                "decision": pl.String}, orient="row",
    )  # fmt: skip
    places = places_below(actor, date.max)
    return (
        held.join(places, on="unit")
        .select("place", "what", "value", "since", "decision")
        .sort("place", "what")
    )


def places_below(actor: Actor, day: date) -> pl.DataFrame:
    """What a place of the description means: a school's code, or a commune's for its office; ``unit``,
    ``place``, ``is_office``, ``path``."""
    branches = sorted(actor.reaches.get(Permission.ORG_MANAGE, ()))
    found = units_below(branches, min(day, date(9999, 1, 1)), ["preschool", "general", "office"])
    office = pl.col("kind") == str(Kind.COMMUNE)
    place = pl.when(office).then("commune").otherwise("code")
    schools = found.filter(office | (pl.col("sector") != "office"))
    return (
        schools.select("unit", "path", place=place, is_office=office)
        .filter(pl.col("place") != "")
        .unique("place", keep="first", maintain_order=True)
    )
