"""A population database that is none: a program of its own that answers over HTTP, and fails on request.

It speaks as the real exchange platform is asked (``client.py``): ``POST /v1/persons`` with questions, signed,
and answers by key. It holds nothing itself: whoever starts it says where it looks numbers up.
``POST /faults`` with ``{"next": ["500", "garbage", "hang", "stranger", "drop"], "latency": 0.05}`` makes its
next answers bad ones.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Person = Mapping[str, Any]
LookUp = Callable[[Iterable[str]], Mapping[str, Person]]
HANGING = 60.0
MOST_REMEMBERED = 2_000


class Simulator(ThreadingHTTPServer):
    """The server. ``look_up`` answers name, birth and sex by number; ``secret`` is shared with who asks."""

    daemon_threads = True

    def __init__(self, port: int, look_up: LookUp, secret: str, latency: float = 0.0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.look_up, self.secret, self.latency = look_up, secret, latency
        self.faults: list[str] = []
        self.answered: dict[str, bytes] = {}
        self.batches = 0
        self.lock = threading.Lock()

    def next_fault(self) -> str:
        """The fault that the next answer shall have; empty for none."""
        with self.lock:
            return self.faults.pop(0) if self.faults else ""


class _Handler(BaseHTTPRequestHandler):
    server: Simulator
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Numbers and names are no business of a log."""

    def do_GET(self) -> None:
        self._say(200, json.dumps({"batches": self.server.batches}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/faults":
            asked = json.loads(body)
            with self.server.lock:
                self.server.faults += asked.get("next", [])
                self.server.latency = asked.get("latency", self.server.latency)
            self._say(200, b"{}")
            return
        if self.path != "/v1/persons":
            self._say(404, b"{}")
            return
        signed = hmac.new(self.server.secret.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signed, self.headers.get("X-Signature", "")):
            self._say(401, b"{}")
            return
        time.sleep(self.server.latency)
        fault = self.server.next_fault()
        if fault == "hang":
            time.sleep(HANGING)
        if fault == "500":
            self._say(500, b"{}")
        elif fault == "garbage":
            self._say(200, b"<html>\xff not JSON")
        elif fault == "drop":
            self.close_connection = True
            self.connection.close()
        else:
            self._say(200, self._answer(body, stranger=fault == "stranger"))

    def _answer(self, body: bytes, *, stranger: bool) -> bytes:
        key = self.headers.get("Idempotency-Key", "")
        with self.server.lock:
            if key in self.server.answered and not stranger:
                return self.server.answered[key]
        asked = json.loads(body)["questions"]
        held = self.server.look_up(question["number"] for question in asked)
        answers = []
        for question in asked:
            found = held.get(question["number"])
            number = "000000000000" if stranger else question["number"]
            answers.append(
                {"key": question["key"], "number": number, "found": found is not None, **(found or {})}
            )
        said = json.dumps({"answers": answers}, ensure_ascii=False).encode()
        if not stranger:
            with self.server.lock:
                self.server.batches += 1
                if len(self.server.answered) >= MOST_REMEMBERED:
                    self.server.answered.clear()
                self.server.answered[key] = said
        return said

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def from_file(path: Path) -> LookUp:
    """A population in a file of JSON lines: number, name, birth, sex."""
    held = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        person = json.loads(line)
        held[person.pop("number")] = person
    return lambda numbers: {number: held[number] for number in numbers if number in held}


if __name__ == "__main__":
    server = Simulator(0, from_file(Path(sys.argv[1])), sys.argv[2])
    print(server.server_address[1], flush=True)  # whoever started it waits for this line
    server.serve_forever()
