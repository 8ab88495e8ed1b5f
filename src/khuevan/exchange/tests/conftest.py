"""Two provinces, and programs with keys of their officers."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from khuevan.access.contracts import ROLES, Role
from khuevan.access.public import create_account, give_grant, system
from khuevan.exchange import services
from khuevan.org.public import Kind, found_unit
from khuevan_home import Home
from khuevan_kernel.actor import Actor

FOUNDED = date(2025, 7, 1)
WORLD = system("test")


class Program:
    """A client that shows a key and speaks JSON."""

    def __init__(self, token):
        self.token = token
        self._client = Client()

    def __call__(self, method, address, said=None, kind="application/json", **headers):
        body = said if isinstance(said, bytes) else b"" if said is None else json.dumps(said).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.generic(
            method, f"/api/v1/{address}", body, content_type=kind,
            headers={"Authorization": f"Bearer {self.token}"} | headers,
        )  # fmt: skip


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def tree(db, tmp_path, settings, now):
    """Two provinces with an office and one commune each, 00004 in the first and 00008 in the second."""
    settings.HOME = Home(tmp_path)
    cache.clear()
    with connection.cursor() as cursor:
        places = []
        for code in ("00004", "00008"):
            cursor.execute(
                "INSERT INTO org_territory (level, code, name, full_name, kind, name_en, since)"
                " VALUES ('commune', %s, 'X', 'Xã X', 'Xã', '', %s) RETURNING id", [code, FOUNDED],
            )  # fmt: skip
            places.append(cursor.fetchone()[0])

    def found(kind, name, parent=None, territory=None):
        return found_unit(
            kind=kind, name=name, since=FOUNDED, parent=parent, territory=territory, actor=WORLD, at=now
        )

    ministry = found(Kind.MINISTRY, "Bộ")
    made = {}
    for name, place in zip(("first", "second"), places, strict=True):
        made[name] = found(Kind.PROVINCE, f"Sở {name}", ministry.id)
        found(Kind.COMMUNE, f"Xã {name}", made[name].id, place)
    return made


@pytest.fixture
def officers(tree, now):
    """An account in each province's office, as an actor; by the name of the province."""
    made = {}
    for name, unit in tree.items():
        account = create_account(username=name, password="một mật khẩu đủ dài 7", actor=WORLD, at=now)
        give_grant(
            account=account.id, role=Role.PROVINCE, path=unit.path, since=now - timedelta(hours=1),
            until=now + timedelta(days=9), actor=WORLD, at=now,
        )  # fmt: skip
        reaches = {str(may): frozenset({unit.path}) for may in ROLES[Role.PROVINCE].may}
        made[name] = Actor(f"account:{account.id}", reaches, unit.path)
    return made


@pytest.fixture
def key(officers, now):
    """Gives the officer of a province a key; answers its facts and its token."""
    return lambda name="first", days=30: services.give_key(
        name="Sổ điểm", until=now + timedelta(days=days), actor=officers[name], at=now
    )


@pytest.fixture
def program(key):
    return Program(key()[1])
