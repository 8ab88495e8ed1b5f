"""The log says what happened and where, and holds nobody's data."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from khuevan.config.logs import _Formatter

CANARY = "Nguyễn Thị Canary 079205001234"


@pytest.fixture
def lines():
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(_Formatter([structlog.processors.add_log_level]))
    logger = logging.getLogger("khuevan.canary")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.propagate = True


def fail() -> None:
    try:
        raise KeyError(CANARY)
    except KeyError as cause:
        raise ValueError(f"{CANARY} is not a number") from cause


def test_an_exception_gives_its_type_and_places_and_not_its_words(lines):
    logger, written = lines
    try:
        fail()
    except ValueError:
        logger.exception("the import stopped")
    (line,) = written()
    assert (line["event"], line["exception"], line["level"]) == ("the import stopped", "ValueError", "error")
    assert line["where"][-1].startswith("khuevan/config/tests/test_logs.py:")
    assert "Canary" not in json.dumps(line, ensure_ascii=False)


def test_the_requests_raw_address_is_not_told(lines):
    logger, written = lines
    record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (f"/tìm/{CANARY}",), None)
    record.status_code = 404
    logger.handle(record)
    (line,) = written()
    assert (line["event"], line["status"]) == ("not served", 404)
    assert "Canary" not in json.dumps(line, ensure_ascii=False)
