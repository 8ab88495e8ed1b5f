"""What a developer outside finds in the description: how to begin, what is sent, what comes back."""

import json

import pytest
from django.test import Client

from khuevan.exchange.api import api
from khuevan.exchange.api.describing import described
from khuevan.exchange.api.shapes import shape_of
from khuevan.exchange.shapes import title_of
from khuevan.intake.public import registered

whole = json.loads(described(api, None))
operations = [
    (method, path, said) for path, methods in whole["paths"].items() for method, said in methods.items()
]


@pytest.mark.parametrize("thing", [one.description for one in registered()], ids=lambda one: one.name)
def test_each_resource_has_an_example_of_a_row_in_its_own_shape(thing):
    [example] = whole["components"]["schemas"][title_of(thing)]["examples"]

    shape_of(thing).model_validate_json(json.dumps(example))
    needed = {one.name for one in thing.columns if one.required} | {*thing.key}
    assert example.keys() == needed


def test_each_operation_says_what_it_does_and_refuses_with_a_problem():
    for method, path, said in operations:
        assert said["summary"], path
        refusals = {code: one for code, one in said["responses"].items() if code >= "400"}
        assert {"401", "404", "422", "429", "503"} <= refusals.keys()
        assert ({"409", "412", "428"} <= refusals.keys()) == (method != "get")
        assert {kind for one in refusals.values() for kind in one["content"]} == {"application/problem+json"}
        assert {one["headers"].keys() >= {"Retry-After"} for one in (refusals["429"], refusals["503"])} == {
            True
        }
    assert len({said["summary"] for _, _, said in operations}) == len(operations)


def test_each_parameter_and_each_way_to_write_is_told():
    for method, path, said in operations:
        names = {one["name"]: one for one in said.get("parameters", [])}
        assert all(one["name"] == "job" or one.get("description") for one in names.values()), path
        if method != "get":
            assert {"If-Match", "Idempotency-Key"} <= names.keys()
        assert not any("examples" in one for one in names.values())  # a list is none of OpenAPI's


def test_marks_of_what_was_read_and_places_of_jobs_are_told():
    heads = {said["operationId"]: said["responses"] for _, _, said in operations}

    for name in ("getOrgInstitutions", "listOrgInstitutions", "putOrgInstitutions"):
        assert "ETag" in heads[name]["200"]["headers"]
    assert "Location" in heads["handInOrgInstitutions"]["202"]["headers"]


def test_the_description_is_made_once_and_given_to_anybody(db):
    answer = Client().get("/api/v1/openapi.json")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == whole
    assert described(api, None) is described(api, None)
