"""What population shows beside a person's record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from khuevan.people.public import Beside, person_references, show_beside
from khuevan.population import selectors
from khuevan.population.words import FIELDS, OUTCOMES, RESOLUTIONS
from khuevan_kernel.actor import Actor


@show_beside
def verification(actor: Actor, person: int) -> Beside:
    """When the person was last compared with the population database, and what came of it."""
    title = gettext("Đối chiếu dữ liệu dân cư")
    edits = actor.may("people.edit") and actor.person != person
    ways = _ways(person) if edits else {}
    last = selectors.latest(person)
    if last is None:
        about = gettext("Chưa hỏi lần nào. Hồ sơ vẫn dùng bình thường.")
        return Beside(title, gettext("Chưa đối chiếu"), about=about, **ways)
    state, tone = OUTCOMES[last.outcome]
    wrong = [str(FIELDS[name]) for name, result in last.fields.items() if result == "mismatch"]
    about = gettext("Khác: %(fields)s.") % {"fields": ", ".join(wrong)} if wrong else ""
    if last.resolution:
        about += f" {RESOLUTIONS[last.resolution]}"
    return Beside(title, str(state), tone, last.asked_at, about, **ways)


def _ways(person: int) -> dict[str, Any]:
    """The page of the last answer, and the button that asks."""
    return {
        "route": "population-person", "label": gettext("Từng mục"), "action": "population-ask",
        "does": gettext("Đối chiếu với CSDL dân cư"), "given": (person_references().of(person),),
    }  # fmt: skip
