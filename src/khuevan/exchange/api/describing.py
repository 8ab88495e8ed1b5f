"""The interface's description, for everybody or for one key."""

from __future__ import annotations

import json
from typing import Any

from ninja import NinjaAPI

from khuevan.exchange.contracts import Holder
from khuevan.exchange.profiles import Sight, sight
from khuevan.exchange.shapes import title_of
from khuevan.intake.public import Description, registered

_OF_A_RESOURCE = ("", "files/", "partitions/", "changes/", "envelope/")


def described(api: NinjaAPI, holder: Holder | None) -> dict[str, Any]:
    """OpenAPI 3.1: of everything or, for a key, of the resources and columns that are there for it."""
    whole: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    if holder is None:
        return whole
    for thing in (one.description for one in registered()):
        seen = sight(thing, holder)
        if seen is None:
            _without(whole, thing)
        else:
            _cut(whole["components"]["schemas"], thing, seen)
    return whole


def _without(whole: dict[str, Any], thing: Description) -> None:
    address = thing.name.replace(".", "/")
    gone = tuple(f"/api/v1/{before}{address}" for before in _OF_A_RESOURCE)
    whole["paths"] = {
        path: said
        for path, said in whole["paths"].items()
        if not any(path == one or path.startswith(f"{one}/") for one in gone)
    }
    schemas = whole["components"]["schemas"]
    for name in [name for name in schemas if name.startswith(title_of(thing))]:
        del schemas[name]


def _cut(schemas: dict[str, Any], thing: Description, seen: Sight) -> None:
    title = title_of(thing)
    for name, columns in ((title, seen.writes), (f"{title}Record", seen.writes), (f"{title}Row", seen.reads)):
        if name not in schemas:
            continue
        own, known = schemas[name], {one.name for one in thing.columns}
        own["properties"] = {k: v for k, v in own["properties"].items() if k not in known or k in columns}
        own["required"] = [one for one in own.get("required", []) if one in own["properties"]]
