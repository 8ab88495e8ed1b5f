"""The search of institutions, by code or by name, with or without tone marks; persons: see ``people``.

An institution's name is no secret: the query stands in the address, which can be kept and sent on.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from khuevan.access.public import Permission, Request, open_to_all
from khuevan.org import public as org
from khuevan.org.public import KINDS, UnitFacts
from khuevan.portal.web.framing import address

SHORTEST, LONGEST, MOST = 2, 100, 10


@open_to_all
@require_safe
def search(request: Request) -> HttpResponse:
    """The institutions that a query finds, the nearest ten; and the way to search persons."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    asked = len(text) >= SHORTEST
    found = org.browse_units(text=text, size=MOST) if asked else None
    context = {
        "q": text, "asked": asked, "too_short": bool(text) and not asked,
        "rows": [_row(unit) for unit in found.units] if found else [], "total": found.total if found else 0,
        "all": f"{address('units')}?{urlencode({'q': text})}",
        "people": address("people-search") if request.actor.may(Permission.PEOPLE_VIEW) else "",
    }  # fmt: skip
    return render(request, "portal/search.html", context)


def _row(unit: UnitFacts) -> dict[str, object]:
    words = KINDS.get(unit.kind)
    vietnamese = get_language() == "vi"
    return {
        "name": unit.name,
        "href": address("unit", unit.ref),
        "kind": (words.vi if vietnamese else words.en) if words else "",
        "codes": ", ".join(dict.fromkeys(code.code for code in unit.codes)),
        "closed": unit.until,
    }
