"""The interface held against its own description by a tool that reads nothing else."""

import json

import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from khuevan.exchange.api import api
from khuevan.exchange.api.describing import described

CHECKS = (not_a_server_error, response_schema_conformance, status_code_conformance)
# All resources are made by the same code: one is asked much, each of the others a little.
ONE_OF_ALL = r"/(org/institutions|me|jobs)"
interface = schemathesis.openapi.from_dict(json.loads(described(api, None)))
interface.app = WSGIHandler()


@pytest.fixture
def held_connection():
    # As Django's own test client does: the connection holds the test's transaction and stays open.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def bounds(examples):
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )


def hold(case, program):
    cache.clear()
    headers = {"Authorization": f"Bearer {program.token}", "Accept-Encoding": "identity"}
    case.call_and_validate(headers=headers, checks=CHECKS)


@interface.include(path_regex=ONE_OF_ALL).parametrize()
@bounds(10)
def test_whatever_is_sent_gets_an_answer_of_the_description(case, program, held_connection):
    hold(case, program)


@interface.exclude(path_regex=ONE_OF_ALL).parametrize()
@bounds(1)
def test_every_resource_answers_alike(case, program, held_connection):
    hold(case, program)
