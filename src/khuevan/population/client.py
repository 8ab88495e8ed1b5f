"""Asking the population database over HTTP: signed, timed, tried again, and left alone while it is down.

How the real platform names things is not published: address, credentials and names of fields are settings.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from khuevan.population.contracts import Held, Question
from khuevan.population.rules import NotConnected, Unreachable

OPENS_AFTER = 3  # askings in a row that failed, after which nobody is asked for a while
STAYS_OPEN = 30.0
NAMES = {"number": "number", "name": "name", "birth": "birth", "sex": "sex", "found": "found", "key": "key"}


class _Senseless(Exception):
    """An answer that is none."""


@dataclass(slots=True)
class Circuit:
    """Whether it is worth asking: after several failures in a row, not for a while."""

    failures: int = 0
    closed_until: float = 0.0

    def require(self, now: float) -> None:
        """Refuses with ``Unreachable`` while the other side is left alone."""
        if now < self.closed_until:
            raise Unreachable()

    def failed(self, now: float) -> None:
        """One more asking failed."""
        self.failures += 1
        if self.failures >= OPENS_AFTER:
            self.closed_until = now + STAYS_OPEN

    def worked(self) -> None:
        """It answers."""
        self.failures, self.closed_until = 0, 0.0


@dataclass(frozen=True, slots=True)
class Client:
    """The way to a population database at a URL (``contracts.Adapter``).

    ``names`` says what the platform calls the fields; ``pauses`` are seconds between one try and the next.
    Every try of one asking carries the same key, so that it is one asking there, too.
    """

    url: str
    secret: str
    source: str
    client: str = "khuevan"
    names: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 10.0
    pauses: tuple[float, ...] = (0.2, 1.0)
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    circuit: Circuit = field(default_factory=Circuit)

    def ask(self, questions: Sequence[Question]) -> Mapping[str, Held | None]:
        """What is held under each number. Raises ``Unreachable`` after the last try."""
        if not self.url:
            raise NotConnected()
        self.circuit.require(self.clock())
        named = [{self._name(name): getattr(one, name) for name in ("key", "number")} for one in questions]
        body = json.dumps({"questions": named}, ensure_ascii=False, sort_keys=True).encode()
        asking = uuid.uuid4().hex
        for pause in (*self.pauses, None):
            try:
                answer = self._read(self._send(body, asking), questions)
            except (OSError, http.client.HTTPException, _Senseless):
                if pause is not None:
                    self.pause(pause)
            else:
                self.circuit.worked()
                return answer
        self.circuit.failed(self.clock())
        raise Unreachable()

    def _name(self, name: str) -> str:
        return self.names.get(name, NAMES[name])

    def _send(self, body: bytes, asking: str) -> bytes:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Client": self.client,
            "X-Signature": hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest(),
            "Idempotency-Key": asking,
        }
        request = urllib.request.Request(f"{self.url}/v1/persons", body, headers, method="POST")
        with urllib.request.urlopen(request, timeout=self.timeout) as answer:
            said: bytes = answer.read()
            return said

    def _read(self, said: bytes, questions: Sequence[Question]) -> dict[str, Held | None]:
        """Only an answer to exactly what was asked is one: each key once, each about its own number."""
        try:
            rows = json.loads(said)["answers"]
            told = {row[self._name("key")]: self._held(row) for row in rows}
            about = {row[self._name("key")]: row[self._name("number")] for row in rows}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _Senseless from error
        if len(rows) != len(told) or about != {one.key: one.number for one in questions}:
            raise _Senseless
        return told

    def _held(self, row: Mapping[str, Any]) -> Held | None:
        if not row[self._name("found")]:
            return None
        name, birth, sex = (row[self._name(field)] for field in ("name", "birth", "sex"))
        if not isinstance(name, str) or not isinstance(birth, str):
            raise TypeError("not a person")
        return Held(name, birth, int(sex))
