"""The interface's description, for everybody or for one key."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ninja import NinjaAPI

from khuevan.exchange.api.saying import PROBLEM
from khuevan.exchange.contracts import Holder
from khuevan.exchange.profiles import Sight, sight
from khuevan.exchange.shapes import title_of
from khuevan.intake.public import Description, registered

ABOUT = """Các danh mục của ngành giáo dục, cho phần mềm · The registers of education, for programs.

**A key**: `Authorization: Bearer kv_…`, made at `/me/keys`. It acts for one office; out of its reach is 404.

**Reading**: lists are in the order of their natural keys. `next` of a page is `after` of the following one,
and `null` on the last; `fields` chooses columns; `/partitions/…` cuts a list for readers side by side;
`/changes/…` tells what changed since.

**Writing**: PUT makes or changes a row, POST up to 1,000 of them or none, DELETE ends one, `/files/…` takes
a whole file with a job. `If-Match` with the ETag that was read keeps you from overwriting others (412);
`Idempotency-Key` makes a repeated request safe.

**Trouble** is `application/problem+json`: a stable `code`, a `remedy`, and in `errors` each place. Words
follow `Accept-Language`. Days are ISO 8601; marks and amounts are text with a point.
"""
_OF_A_RESOURCE = ("", "files/", "partitions/", "changes/", "envelope/")
_READS, _WRITES = (400, 401, 404, 422, 429, 503), (400, 401, 404, 409, 412, 413, 415, 422, 428, 429, 503)
_MEANS = {
    400: "Not JSON with one meaning, or an address or a key of the request that is none",
    401: "No key, or it ended",
    404: "Not there, or not within the key's reach or profile",
    409: "The Idempotency-Key was used for another request",
    410: "The feed no longer reaches back that far: begin again",
    412: "It is another than the one that was read; nothing changed",
    413: "Too much for one request: send fewer rows, or a file",
    415: "Not sent as application/json",
    422: "Something is wrong in what was sent; nothing changed",
    428: "This key has to send If-Match or If-None-Match",
    429: "Too many requests this minute",
    503: "The database does not answer now",
}
_DOES = {
    "list": "Đọc danh sách · List", "get": "Đọc một dòng · Read one row",
    "put": "Ghi một dòng · Write one row",
    "end": "Kết thúc một dòng · End one row", "bring": "Ghi nhiều dòng · Write many rows",
    "partition": "Chia danh sách · Cut the list", "handIn": "Nộp tệp · Hand in a file",
    "follow": "Theo dõi thay đổi · Follow changes", "take": "Nhận gói bản ghi · Take records",
}  # fmt: skip
_TEXT = {"schema": {"type": "string"}}
_ETAG = {"ETag": _TEXT | {"description": "The mark of what was answered, for If-Match"}}
_GIVES = {
    "list": {"200": _ETAG}, "get": {"200": _ETAG}, "put": {"200": _ETAG, "201": _ETAG}, "end": {"200": _ETAG},
    "handIn": {"202": {"Location": _TEXT | {"description": "Where the job is"}}},
}  # fmt: skip
_WAIT = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}}
_EXAMPLE = {
    "type": "urn:khuevan:exchange.rows-wrong", "title": "The content is not right; nothing has changed.",
    "status": 422, "code": "exchange.rows-wrong",
    "remedy": "Mend each place in “errors”, then send all again.",
    "errors": [
        {"path": "items.3.commune", "code": "KV-O-0002", "detail": "The commune is outside your branch."},
    ],
}  # fmt: skip


def described(api: NinjaAPI, holder: Holder | None) -> str:
    """OpenAPI 3.1 as JSON: of everything or, for a key, of the resources and columns it has."""
    if holder is None:
        return _whole(api)
    whole = json.loads(_whole(api))
    for thing in (one.description for one in registered()):
        seen = sight(thing, holder)
        if seen is None:
            _without(whole, thing)
        else:
            _cut(whole["components"]["schemas"], thing, seen)
    return json.dumps(whole, ensure_ascii=False)


@cache  # made once: it takes a second, and anybody may ask for it
def _whole(api: NinjaAPI) -> str:
    whole: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    titles = {title_of(one.description): one.description for one in registered()}
    for methods in whole["paths"].values():
        for method, said in methods.items():
            _tell(method, said, titles)
    whole["components"]["schemas"]["Problem"]["examples"] = [_EXAMPLE]
    whole["components"]["securitySchemes"]["ByKey"]["description"] = "A key made at /me/keys: kv_…"
    return json.dumps(whole, ensure_ascii=False)


def _tell(method: str, said: dict[str, Any], titles: dict[str, Description]) -> None:
    """Say of an operation what it does, what its answers carry, and how it refuses."""
    verb = next((one for one in _DOES if said["operationId"].removeprefix(one) in titles), "")
    if verb:
        thing = titles[said["operationId"].removeprefix(verb)]
        said["summary"] = f"{_DOES[verb]}: {thing.vi} · {thing.en}"
    for code, headers in _GIVES.get(verb, {}).items():
        said["responses"][code]["headers"] = headers
    for one in said.get("parameters", []):  # a parameter's own would be named ones
        one.pop("examples", None)
    codes = _READS if method == "get" else _WRITES
    for code in (*codes, *((410,) if verb == "follow" else ())):
        said["responses"][str(code)] = {
            "description": _MEANS[code],
            "headers": _WAIT if code in {429, 503} else {},
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


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
        for example in own.get("examples", []):
            for gone in known - {*columns}:
                example.pop(gone, None)
        own["required"] = [one for one in own.get("required", []) if one in own["properties"]]
