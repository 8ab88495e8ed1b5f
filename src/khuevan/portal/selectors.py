"""What the portal asks for itself: the state of the installation. All else comes through doors."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from khuevan.access.public import Actor
from khuevan.operations.public import published

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

    values: Mapping[str, int]
    at: datetime


def sector_today(actor: Actor, at: datetime) -> Sector:
    """The figures of the whole sector as they were last counted. They are public, whoever asks."""
    kept = published(reader=actor, on=timezone.localdate(at), at=at)
    if kept is None:
        return Sector({}, at)
    values: Counter[str] = Counter()
    for count in kept.counts:
        values[count.code] += count.value
    return Sector(values, kept.counted_at)
