"""What the portal asks for itself: the state of the installation. All else comes through doors."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from khuevan.access.public import Actor, reaching, system
from khuevan.higher import public as higher
from khuevan.schooling import public as schooling

FRESH_SECONDS = 600
LONGEST_COUNT = "3s"  # a first page may not hold up a visitor for longer
ENOUGH_DISK = 512 * 2**20  # bytes: PostgreSQL stops for good when its disk is full
HEARTBEAT = "60 seconds"  # a worker beats every 10


def readiness(home: Path) -> dict[str, bool]:
    """What this installation needs, each with whether it is there: database, migrations, disk, worker."""
    checks = {"database": False, "migrations": False, "disk": has_disk(home), "worker": False}
    try:
        checks["migrations"] = has_all_migrations()
        checks["database"] = True
        checks["worker"] = worker_lives()
    except DatabaseError:
        connection.close()
    return checks


def has_disk(home: Path) -> bool:
    """Whether the disk of the home folder has room for more."""
    return home.exists() and shutil.disk_usage(home).free >= ENOUGH_DISK


def has_all_migrations() -> bool:
    """Whether the database is at this program's version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def worker_lives() -> bool:
    """Whether a worker has given a sign of life in the last minute, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_workers"
            " WHERE last_heartbeat > clock_timestamp() - %s::interval)",
            [HEARTBEAT],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


@dataclass(frozen=True, slots=True)
class Sector:
    """The figures of the whole sector, by code, and when they were counted. Empty where they never were."""

    values: dict[str, int]
    at: datetime


def sector_today(actor: Actor, at: datetime) -> Sector:
    """The figures of the whole sector, ten minutes old at most; the last ones where counting takes long.

    They are public: counted as the system, whoever asks. The actor is put back before this returns.
    """
    if cache.add("portal.sector.fresh", True, FRESH_SECONDS):
        try:
            with transaction.atomic():
                cache.set("portal.sector", _count(at), None)
        except OperationalError:
            pass  # stopped by the time limit; undone with the savepoint
        reaching(actor)
    kept: Sector | None = cache.get("portal.sector")
    return kept or Sector({}, at)


def _count(at: datetime) -> Sector:
    country, today = system("portal"), timezone.localdate(at)
    reaching(country)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [LONGEST_COUNT])
        figures = [*schooling.figures(actor=country, on=today), *higher.figures(actor=country, on=today)]
        cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    return Sector({figure.code: figure.value for figure in figures}, at)
