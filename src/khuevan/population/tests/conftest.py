"""A population database of four people, as a process of its own, beside the country of the people's tests."""

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from urllib.request import Request, urlopen

import pytest

from khuevan.people.tests.conftest import country  # noqa: F401  the same country
from khuevan.population.client import Circuit, Client

SECRET = "a shared secret"
PEOPLE = [
    {"number": "001312000001", "name": "Nguyễn Thị Minh Ánh", "birth": "2012-05-01", "sex": 2},
    {"number": "001312000002", "name": "Nguyễn Minh Anh", "birth": "2011-05-01", "sex": 1},
    {"number": "001312000003", "name": "Lò Văn Bình", "birth": "1990-02-03", "sex": 1},
]


@dataclass(frozen=True)
class Simulated:
    """The process's address, and the way to make its next answers bad ones."""

    url: str

    def client(self, **given) -> Client:
        patient = Client(self.url, SECRET, "simulator", pauses=(0.0, 0.0), pause=lambda seconds: None)
        return replace(patient, **({"circuit": Circuit()} | given))

    def next(self, *faults: str) -> None:
        body = json.dumps({"next": list(faults)}).encode()
        urlopen(Request(f"{self.url}/faults", body, method="POST"), timeout=10).read()

    def batches(self) -> int:
        return int(json.loads(urlopen(self.url, timeout=10).read())["batches"])


@pytest.fixture(scope="session")
def process(tmp_path_factory):
    people = tmp_path_factory.mktemp("population") / "people.jsonl"
    people.write_text("\n".join(json.dumps(one) for one in PEOPLE))
    command = [sys.executable, "-m", "khuevan.population.simulator", str(people), SECRET]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        yield Simulated(f"http://127.0.0.1:{running.stdout.readline().strip()}")
        running.terminate()


@pytest.fixture
def simulated(process):
    yield process
    process.next()
