"""Building the synthetic country: load, decide, write, record, return."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from khuevan.access.public import Actor
from khuevan.journal.public import record
from khuevan.nation import contracts, loading, rules
from khuevan.nation.models import Build
from khuevan.nation.selectors import communes, register_is_empty, standing
from khuevan.operations.public import count_anew
from khuevan.org.public import load_territory
from khuevan.schooling.public import open_school_year
from khuevan_kernel.identity import search_key
from khuevan_nation.country import PERSON, Country
from khuevan_nation.digest import Digest, canonical

SCHOOL_YEAR = 2026
TODAY = "2025-07-01"  # the units of today stand since the provinces and communes do
TABLES = {
    "units": (
        "org_unit",
        "id, kind, sector, name, search_name, parent_id, path, territory_id, ownership, levels, "
        "status, since",
    ),
    "versions": (
        "org_unitversion",
        "id, unit_id, name, parent_id, territory_id, ownership, levels, status, since",
    ),
    "codes": ("org_unitcode", "id, unit_id, issuer, code, since"),
    "classes": ("schooling_schoolclass", "id, unit_id, grade, name, school_year"),
    "programmes": (
        "higher_programme",
        "id, unit_id, field, code, name, level, since, kind, form, language, fee, months, credits, "
        "accreditor, accredited_until, state, search_name",
    ),
    "profiles": (
        "higher_profile",
        "id, unit_id, since, founding, founded_on, founding_decision, accreditor, accredited_until",
    ),
    "departments": ("higher_department", "id, unit_id, code, name, kind, parent, since"),
    "governance": ("higher_post", "id, unit_id, body, post, decision, since, until"),
    "fields": ("higher_openedfield", "id, unit_id, code, name, level, decision, decided_on, first_year"),
    "intakes": ("higher_intake", "id, unit_id, programme_id, year, quota, enrolled"),
    "assets": ("higher_asset", "id, unit_id, code, kind, name, parent, area, floors, urban, since"),
    "year_values": ("higher_yearvalue", "id, unit_id, year, item, value"),
    "projects": ("higher_project", "id, unit_id, code, name, level, budget, since, result"),
    "persons": ("people_person", ", ".join(PERSON)),
    "identifiers": ("people_identifier", "id, person_id, scheme, value"),
    "guardians": ("people_guardian", "id, child_id, name, kinship, phone"),
    "enrolments": (
        f"schooling_enrolment_{SCHOOL_YEAR}",
        "person_id, unit_id, school_class_id, school_year, grade, status",
    ),
    "results": (
        f"schooling_yearresult_{SCHOOL_YEAR - 1}",
        "person_id, unit_id, school_year, average, study, conduct",
    ),
    "studies": (
        "higher_study",
        "id, person_id, programme_id, unit_id, student_code, since, state, form, state_since",
    ),
    "study_decisions": ("higher_studydecision", "id, study_id, person_id, unit_id, kind, number, day"),
    "degrees": (
        "higher_degree",
        "id, person_id, study_id, unit_id, serial, book_number, classification, decision, issued_on, "
        "signer, signer_title, state",
    ),
    "school_staff": ("schooling_employment", "id, person_id, unit_id, role, subject, degree, since, until"),
    "university_staff": (
        "higher_employment",
        "id, person_id, unit_id, role, degree, since, until, code, contract, full_time, rank, department, "
        "workplace",
    ),
}
# Tables whose columns the generator gives in another order.
HELD_APART = {
    "classes", "profiles", "departments", "governance", "fields", "intakes", "assets", "year_values",
    "projects",
}  # fmt: skip
PARENTS = {"enrolments": "schooling_enrolment", "results": "schooling_yearresult"}
NUMBERED = [name for name in TABLES if name not in PARENTS]


def build_country(
    *, actor: Actor, at: datetime, scale: float, seed: int, replace: bool = False
) -> contracts.Built:
    """Generate the synthetic country and load it into an empty register, as the owner of its tables.

    Refuses with ``ScaleOutOfRange``, ``RegisterNotEmpty`` or ``CountryStands``. A run that was killed
    leaves ``Build.state`` at ``loading``; the next one begins again from empty tables. A country of the same
    scale and seed that stands already is answered as it was built. One build waits for another.
    """
    rules.require_scale(scale)
    with loading.alone():
        if not replace and (same := Build.objects.filter(state="done", scale=scale, seed=seed).first()):
            return contracts.Built(scale, seed, same.digest, same.counts, same.seconds, str(_truth()))
        rules.require_room(empty=register_is_empty(), state=standing(), replace=replace)
        built = _build(actor=actor, at=at, scale=scale, seed=seed)
        with transaction.atomic():
            Build.objects.update(
                state="done", digest=built.digest, counts=built.counts, seconds=built.seconds
            )
            facts = (built.digest, str(scale), seed, version("khuevan"), dict(built.counts))
            record(contracts.CountryBuilt("nation", *facts), actor=actor, at=at)
        count_anew(actor=actor, on=timezone.localdate(at), at=at)
    return built


def _build(*, actor: Actor, at: datetime, scale: float, seed: int) -> contracts.Built:
    clock = _Clock()
    _prepare(actor=actor, at=at, scale=scale, seed=seed)
    clock.lap("prepare")
    country = Country(scale, seed, communes())
    clock.lap("plan")
    digest = _fill(country)
    clock.lap("generate and copy")
    loading.put_back([tuple(piece) for piece in Build.objects.get().structure])
    with loading.connect() as connection:
        loading.trigger(
            connection, [PARENTS.get(name, table) for name, (table, _) in TABLES.items()], "ENABLE"
        )
    clock.lap("indexes and constraints")
    _finish()
    clock.lap("statistics")
    return contracts.Built(scale, seed, digest.hex(), dict(digest.rows), clock.laps, str(_truth()))


def _truth() -> Path:
    return Path(settings.HOME.files) / "nation" / "truth.parquet"


def _prepare(*, actor: Actor, at: datetime, scale: float, seed: int) -> None:
    """Make the years and the territory, empty the tables, write down their structure and set it aside."""
    if communes().is_empty():
        load_territory(actor=actor, at=at)
    for year in (SCHOOL_YEAR - 1, SCHOOL_YEAR):
        open_school_year(actor=actor, school_year=year, at=at)
    unfinished = Build.objects.filter(state="loading").first()
    tables = [PARENTS.get(name, table) for name, (table, _) in TABLES.items()]
    with loading.connect() as connection:
        pieces = unfinished.structure if unfinished else loading.structure(connection, tables)
        facts = {
            "scale": scale,
            "seed": seed,
            "program": version("khuevan"),
            "began_at": at,
            "state": "loading",
        }
        Build.objects.update_or_create(single=True, defaults=facts | {"structure": pieces, "digest": ""})
        with connection.transaction():
            connection.execute(f"TRUNCATE {', '.join(tables)} CASCADE".encode())
            loading.set_aside(connection, [tuple(piece) for piece in pieces])
            loading.trigger(connection, tables, "DISABLE")


def _fill(country: Country) -> Digest:
    digest, truth = Digest(), _truth()
    truth.parent.mkdir(parents=True, exist_ok=True)

    def parts() -> Iterator[tuple[str, bytes]]:
        for name, frame in country.tables():
            lines = digest.add(name, frame)
            if name == "units":
                yield from _units(frame)
            elif name == "truth":
                frame.write_parquet(truth, compression="zstd")
            elif name == "programmes":
                yield name, canonical(_columns(name, _programmes(frame)))
            elif name in HELD_APART:
                yield name, canonical(_columns(name, frame))
            else:
                yield name, lines

    loading.fill(TABLES, parts())
    return digest


def _programmes(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        since=pl.lit("2020-09-01"), search_name=pl.col("name").map_elements(search_key, pl.String)
    )


def _columns(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(column.strip() for column in TABLES[name][1].split(","))


def _units(frame: pl.DataFrame) -> Iterable[tuple[str, bytes]]:
    """The units, each with its version and its code, tied to the territory as it is numbered here."""
    places = communes(with_provinces=True).select(territory="code", territory_id="id")
    units = frame.join(places, on="territory", how="left", maintain_order="left").with_columns(
        parent_id="parent",
        unit_id="id",
        status=pl.lit("active"),
        since=pl.lit(TODAY),
        issuer=pl.lit("moet"),
        search_name=pl.col("name").map_elements(search_key, pl.String),
    )
    yield "units", canonical(_columns("units", units))
    yield "versions", canonical(_columns("versions", units))
    yield "codes", canonical(_columns("codes", units.filter(pl.col("code").is_not_null())))


def _finish() -> None:
    """Let new rows be numbered after these, and the planner know what there is."""
    with loading.connect() as connection:
        for name in NUMBERED:
            table = TABLES[name][0]
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                f"(SELECT coalesce(max(id), 0) + 1 FROM {table}), false)".encode()
            )
        connection.execute("SELECT people_gather_names()")
        tables = (PARENTS.get(name, table) for name, (table, _) in TABLES.items())
        connection.execute(f"ANALYZE {', '.join(tables)}".encode())


class _Clock:
    """Seconds by phase."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, phase: str) -> None:
        """The phase that began at the last call has ended."""
        now = time.perf_counter()
        self.laps[phase] = round(now - self._last, 1)
        self._last = now
