"""Structured logs: one JSON object a line, with the request's id and no personal data."""

from __future__ import annotations

import logging
import logging.config

import structlog


def configure(_: dict[str, object]) -> None:
    """Send every log through one JSON formatter; an exception gives type and place, not its text.

    The text of an exception may quote a row, so it does not reach the log; the places it passed do.
    """
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": _Formatter, "shared": shared}},
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["out"], "level": "INFO"},
            "loggers": {"django.server": {"level": "WARNING"}, "procrastinate": {"level": "WARNING"}},
        }
    )


class _Formatter(structlog.stdlib.ProcessorFormatter):
    def __init__(self, shared: list[structlog.types.Processor]) -> None:
        super().__init__(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                _status_not_address,
                self.remove_processors_meta,
                _where_not_what,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )


def _status_not_address(
    logger: object, name: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    # Django's own records quote the address or the header that they complain of; either may hold a name.
    record = event.get("_record")
    if record is not None and record.name.startswith(("django.request", "django.security")):
        event["event"] = "not served"
        event["status"] = getattr(record, "status_code", None)
    return event


def _where_not_what(logger: object, name: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    failure = event.pop("exc_info", None)
    if isinstance(failure, tuple) and failure[0]:
        event["exception"] = failure[0].__name__
        place, steps = failure[2], []
        while place:
            steps.append(f"{place.tb_frame.f_code.co_filename.rpartition('/src/')[2]}:{place.tb_lineno}")
            place = place.tb_next
        event["where"] = steps[-6:]
    # Django's own records carry the request object, the response and the raw path; none of them is printed.
    for key in ("request", "server_time", "response"):
        event.pop(key, None)
    return event
