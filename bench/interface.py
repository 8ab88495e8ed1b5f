"""A page of 1,000 rows read by a program through the interface, beside the bare SQL of the same rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median

from django.db import connections, transaction
from django.test import Client, override_settings
from django.test.utils import setup_databases, teardown_databases

INSTITUTIONS, ROWS, TURNS = 48_000, 1_000, 30
FILL = """
INSERT INTO org_territory (id, level, code, name, full_name, kind, name_en, since)
VALUES (1, 'commune', '00001', 'X', 'Xã X', 'Xã', '', '2025-07-01');
INSERT INTO org_unit (id, kind, sector, name, search_name, path, ownership, levels, status, since, territory_id)
SELECT n, 'primary', 'general', 'Trường ' || n, 'truong ' || n,
       '/' || CASE n WHEN 1 THEN '' ELSE '1/' END || n || '/', 1, '{primary}', 'active', '2025-07-01', 1
FROM generate_series(1, %(n)s) n;
INSERT INTO org_unitcode (unit_id, issuer, code, since)
SELECT n, 'moet', to_char(n, 'FM0000000000'), '2025-07-01' FROM generate_series(1, %(n)s) n;
INSERT INTO org_unitversion (unit_id, name, territory_id, ownership, levels, status, since)
SELECT id, name, 1, 1, levels, 'active', '2025-07-01' FROM org_unit"""
BARE = """
SELECT k.code, u.name, u.kind, t.code, u.ownership, v.since, u.levels
FROM org_unitcode k JOIN org_unit u ON u.id = k.unit_id JOIN org_territory t ON t.id = u.territory_id
JOIN org_unitversion v ON v.unit_id = u.id
WHERE k.issuer = 'moet' AND k.until IS NULL AND k.code > %s ORDER BY k.code LIMIT 1000"""


def measure() -> list[dict[str, object]]:
    """The middle of many pages, three quarters down the list of as many institutions as the country has."""
    with _scratch():
        with connections["owner"].cursor() as cursor:
            cursor.execute(FILL, {"n": INSTITUTIONS})
            cursor.execute("ANALYZE org_unit, org_unitcode, org_unitversion, org_territory")
        after = f"{INSTITUTIONS * 3 // 4:010}"
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            page = median(_pages(after))
        bare = median(_bare(after))
    return [{
        "name": "a page of 1,000 through the interface, ms", "measured": round(page, 1),
        "against": f"{bare:.1f} the bare SQL", "ratio": round(page / bare, 2), "goal": "≤ 50 ms",
        "holds": page <= 50,
    }]  # fmt: skip


@contextmanager
def _scratch() -> Iterator[None]:
    connections["owner"].settings_dict["TEST"] |= {"NAME": "bench_interface", "DEPENDENCIES": []}
    own = connections["default"].settings_dict["NAME"]
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)
        connections["default"].settings_dict["NAME"] = own  # a mirror is not put back by itself


def _pages(after: str) -> list[float]:
    from khuevan.access.contracts import Role  # noqa: PLC0415  needs Django set up
    from khuevan.access.public import create_account, give_grant, system  # noqa: PLC0415
    from khuevan.exchange.services import give_key  # noqa: PLC0415
    from khuevan.exchange.shapes import cursor_of  # noqa: PLC0415
    from khuevan.intake.public import Span  # noqa: PLC0415
    from khuevan_kernel.actor import Actor  # noqa: PLC0415

    at, me = datetime.now(UTC), system("bench")
    until = at + timedelta(days=1)
    with transaction.atomic():
        account = create_account(username="bench", actor=me, at=at)
        give_grant(
            account=account.id, role=Role.MINISTRY, path="/1/", since=at - timedelta(hours=1), until=until,
            actor=me, at=at,
        )  # fmt: skip
        owner = Actor(f"account:{account.id}", {}, "/1/")
        _, token = give_key(name="bench", until=until, actor=owner, at=at)
    client, taken = Client(headers={"Authorization": f"Bearer {token}"}), []
    address = f"/api/v1/org/institutions?limit={ROWS}&after={cursor_of(Span((after,), None))}"
    for _ in range(TURNS):
        began = time.perf_counter()
        answer = client.get(address)
        taken.append((time.perf_counter() - began) * 1000)
        assert len(answer.json()["items"]) == ROWS
    return taken


def _bare(after: str) -> list[float]:
    taken = []
    for _ in range(TURNS):
        began = time.perf_counter()
        with connections["default"].cursor() as cursor:
            cursor.execute(BARE, [after])
            assert len(cursor.fetchall()) == ROWS
        taken.append((time.perf_counter() - began) * 1000)
    return taken
