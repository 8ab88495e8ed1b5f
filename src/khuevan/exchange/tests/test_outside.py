"""An outside program that knows the address of the description, a key, and nothing else."""

import http.client
import json
from urllib.parse import quote, urlencode, urlsplit

import pytest

from khuevan.exchange.tests.test_feed import commit
from khuevan.exchange.tests.test_interface import SCHOOL


class Outsider:
    """Calls operations by their ids, as ``openapi.json`` describes them, over a socket."""

    def __init__(self, site, token):
        self._host, self._token = urlsplit(site).netloc, token
        self.described = self._send("GET", "/api/v1/openapi.json", {}, None)[1]
        self._known = {
            said["operationId"]: (method.upper(), path, said)
            for path, methods in self.described["paths"].items()
            for method, said in methods.items()
        }

    def __call__(self, operation, body=None, headers=(), **values):
        method, path, said = self._known[operation]
        kinds = {one["name"]: one["in"] for one in said.get("parameters", [])}
        for name in [name for name in values if kinds[name] == "path"]:
            path = path.replace(f"{{{name}}}", quote(values.pop(name), safe=""))
        if values:
            path += "?" + urlencode(values, doseq=True)
        assert (body is not None) == ("requestBody" in said)
        status, answer = self._send(method, path, dict(headers), body)
        assert str(status) in said["responses"]
        return status, answer

    def resource(self, suffix):
        """The ids of the operations whose address ends so."""
        return [one for one, (_, path, _) in self._known.items() if path.endswith(suffix)]

    def _send(self, method, path, headers, body):
        line = http.client.HTTPConnection(self._host, timeout=20)
        line.request(
            method, path, None if body is None else json.dumps(body),
            {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"} | headers,
        )  # fmt: skip
        answer = line.getresponse()
        found = answer.status, json.loads(answer.read())
        line.close()
        return found


@pytest.fixture
def outside(live_server, key):
    return Outsider(live_server.url, key()[1])


def test_an_outsider_reads_writes_follows_and_sends_records_by_the_description_alone(outside):
    def all_rows():
        for begin in outside("partitionOrgInstitutions", number=4)[1]["partitions"]:
            while begin is not None:
                page = outside("listOrgInstitutions", after=begin, limit=2)[1]
                yield from page["items"]
                begin = page["next"]

    commit()
    since = outside("followOrgInstitutions")[1]["next"]
    assert [*all_rows()] == []

    assert outside("putOrgInstitutions", SCHOOL, code="00123")[0] == 201
    several = [SCHOOL | {"code": f"0020{n}", "name": f"Trường {n}"} for n in range(5)]
    assert outside("bringOrgInstitutions", {"items": several})[1]["inserted"] == 5
    technical = {
        "idbanghi": "a",
        "sukien": "NEW",
        "phienban": 7,
        "thoigiancapnhat": "2026-09-05T08:00:00+07:00",
    }
    records = {"records": [technical | SCHOOL | {"code": "00300"}]}
    results = [outside("takeOrgInstitutions", records)[1]["results"][0]["result"] for _ in "12"]
    commit()
    told = outside("followOrgInstitutions", since=since)[1]["items"]

    codes = ["00123", *(f"0020{n}" for n in range(5)), "00300"]
    assert results == ["accepted", "ignored"]
    assert [row["code"] for row in all_rows()] == codes
    assert sorted(one["key"]["code"] for one in told) == codes
    assert outside("getOrgInstitutions", code="00300")[1] == told[-1]["row"]
