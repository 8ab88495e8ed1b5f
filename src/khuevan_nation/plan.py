"""The plan of the country before its persons: offices, institutions, classes, programmes and posts.

Everything is a column over institutions or classes; learners and staff are only counted here, and get
their number by their place in the order institution, grade, class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from khuevan_nation import margins, titles
from khuevan_nation.draws import Ints, apportion, apportion_rows, below, even, key, noise
from khuevan_nation.places import PROVINCES

GRADES = tuple(range(-3, 13))
LEVEL_OF = (
    {-3: "nursery"}
    | {g: "kindergarten" for g in (-2, -1, 0)}
    | {g: "primary" if g < 6 else "lower" if g < 10 else "upper" for g in range(1, 13)}
)
# How cohorts differ (ours: births by year in thousands, rounded), by grade.
COHORTS = {
    "nursery": {-3: 1},
    "kindergarten": {-2: 30, -1: 34, 0: 36},
    "primary": {1: 190, 2: 192, 3: 198, 4: 206, 5: 214},
    "lower": {6: 262, 7: 250, 8: 246, 9: 242},
    "upper": {10: 346, 11: 332, 12: 322},
}
# Most learners in a class by zone (circulars 19/2023 and 20/2023): difficult areas, areas between, the rest.
CLASS_LIMIT = {
    "nursery": (20, 22, 25),
    "kindergarten": (25, 28, 32),
    "primary": (25, 30, 35),
    "lower": (35, 40, 45),
    "upper": (35, 40, 45),
}
ISSUER = "moet"


@dataclass(frozen=True, slots=True)
class Plan:
    """The country without its persons.

    ``units`` has a row for each office and institution, by number from 1; ``classes`` and ``programmes``
    likewise. ``posts`` and ``chairs`` are the counts of staff by institution, in the order of
    ``schools`` and ``universities``, which are the numbers of the units. ``feeder`` is where the
    learners of a school's first grade came from.
    """

    units: pl.DataFrame
    schools: Ints
    province: Ints
    feeder: Ints
    level: Ints
    classes: pl.DataFrame
    posts: Ints
    universities: Ints
    university_province: Ints
    programmes: pl.DataFrame
    chairs: Ints


def plan(scale: float, seed: int, communes: pl.DataFrame) -> Plan:
    """Lay out the country. ``communes`` are today's: ``code``, ``province``, ``name``, ``kind``."""
    communes = communes.sort("code")
    offices = _offices(communes)
    schools = _schools(scale, seed, communes)
    grades = _learners(scale, seed, schools)
    classes = _classes(schools, grades)
    higher = _universities(scale, seed, communes)
    first = offices.height + 1
    numbers = np.arange(first, first + schools.height + higher.height)
    units = _numbered(offices, pl.concat([schools, higher], how="diagonal_relaxed"), numbers)
    school_units, university_units = numbers[: schools.height], numbers[schools.height :]
    level = schools["level"].to_numpy()
    return Plan(
        units=units,
        schools=school_units,
        province=schools["place"].to_numpy(),
        feeder=_feeders(schools, level, school_units),
        level=level,
        classes=classes.with_columns(unit_id=pl.Series(school_units[classes["school"].to_numpy()])),
        posts=_posts(scale, schools, classes),
        universities=university_units,
        university_province=higher["place"].to_numpy(),
        programmes=titles.programmes(scale, seed, higher["college"].to_numpy(), university_units),
        chairs=apportion(
            margins.target("higher.staff", scale), _sizes(seed, "chairs", higher.height), least=1
        ),
    )


def _offices(communes: pl.DataFrame) -> pl.DataFrame:
    rows: list[dict[str, object]] = [{"kind": "ministry", "name": "Bộ Giáo dục và Đào tạo", "parent": None}]
    rows += [{"kind": "department", "name": name, "parent": 1} for name in titles.DEPARTMENTS]
    first = len(rows) + 1
    for province in PROVINCES:
        name = f"Sở Giáo dục và Đào tạo {titles.PROVINCE_NAMES[province.code]}"
        rows.append({"kind": "province", "name": name, "parent": 1, "territory": province.code})
    parents = {province.code: first + place for place, province in enumerate(PROVINCES)}
    for code, province, name, kind in communes.select("code", "province", "name", "kind").iter_rows():
        title = f"Phòng Văn hóa – Xã hội {kind.lower()} {name}"
        rows.append({"kind": "commune", "name": title, "parent": parents[province], "territory": code})
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        sector=pl.lit("office"), ownership=pl.lit(1), levels=pl.lit("{}"), code=pl.lit(None, pl.String)
    )


def _schools(scale: float, seed: int, communes: pl.DataFrame) -> pl.DataFrame:
    """A row for each preschool institution and school, in the order of communes."""
    frames = []
    for sector in ("preschool", "general"):
        for number, (kind, count) in enumerate(margins.institutions(sector, scale)):
            if not count:
                continue
            frames.append(_of_kind(kind, count, key(seed, f"place.{sector}.{number}"), communes))
    schools = pl.concat(frames).sort("place", "commune", "order", "serial")
    running = pl.int_range(pl.len()).over("commune") + 1
    return titles.named(schools, seed).with_columns(
        # The school code of 2025: Sở, commune, running number.
        code=pl.col("province") + pl.col("territory") + running.cast(pl.String).str.zfill(3)
    )


def _of_kind(kind: margins.Kind, count: int, stream: int, communes: pl.DataFrame) -> pl.DataFrame:
    by_province = apportion(count, [province.candidates for province in PROVINCES])
    place = np.repeat(np.arange(len(PROVINCES)), by_province)
    codes = communes["province"].to_numpy()
    kinds = communes["kind"].to_numpy()
    commune = np.zeros(count, dtype=np.int64)
    for number, province in enumerate(PROVINCES):
        here = np.flatnonzero(codes == province.code)
        # Towns first where there are fewer institutions than communes; then round and round.
        order = np.lexsort(
            (noise(stream, here), kinds[here] != "Phường" if not kind.public else np.zeros(len(here)))
        )
        chosen = here[order][np.arange(int(by_province[number])) % len(here)]
        commune[place == number] = chosen
    hills = np.array([province.hills for province in PROVINCES])[place]
    town = kinds[commune] == "Phường"
    hard = ~town & (hills & (noise(stream ^ 1, np.arange(count)) % np.uint64(10) < 6))
    return pl.DataFrame(
        {
            "kind": kind.name,
            "sector": kind.sector,
            "ownership": 1 if kind.public else 3,
            "usual": kind.size,
            "public": kind.public,
            "place": place,
            "commune": commune,
            "order": margins.KINDS.index(kind),
            "serial": np.arange(count),
            "zone": np.where(hard, 0, np.where(hills & ~town, 1, 2)),
            "town": town,
            "level": 0
            if kind.sector == "preschool"
            else ("primary", "lower", "upper").index(kind.teaches[0]) + 1,
            "levels": "{" + ",".join(kind.teaches) + "}",
            "territory": communes["code"].to_numpy()[commune],
            "province": codes[commune],
            "commune_name": communes["name"].to_numpy()[commune],
        }
    )


def _sizes(seed: int, stream: str, count: int) -> Ints:
    """Sizes about 1,000, between 450 and 1,550: the sum of two draws."""
    index, keys = np.arange(count), (key(seed, stream), key(seed, stream + "+"))
    return 450 + below(keys[0], index, 551) + below(keys[1], index, 551)


def _learners(scale: float, seed: int, schools: pl.DataFrame) -> Ints:
    """Learners by school and grade: a cell's go to the provinces by size, there to schools by theirs.

    The largest cell of a sector comes last and makes up for what the others could not share out so: a
    province without a non-public school has more pupils in its public ones.
    """
    grades = np.zeros((schools.height, len(GRADES)), dtype=np.int64)
    size = schools["usual"].to_numpy() * _sizes(seed, "size", schools.height)
    size = size * np.where(schools["town"].to_numpy(), 13, 10)
    place, public = schools["place"].to_numpy(), schools["public"].to_numpy()
    cells = margins.learners(scale)
    for (level, owned), total in sorted(cells.items(), key=lambda cell: cell[1]):
        serves = schools["levels"].str.contains(level).to_numpy() & (public == owned)
        sector = (schools["sector"] == margins.SECTOR[level]).to_numpy()
        wanted = np.array([province.candidates for province in PROVINCES])
        if (level, owned) in margins.LARGEST:
            everybody = sum(
                many for (name, _), many in cells.items() if margins.SECTOR[name] == margins.SECTOR[level]
            )
            there = np.bincount(place[sector], weights=grades[sector].sum(axis=1), minlength=len(PROVINCES))
            fair = apportion(total, wanted)
            wanted = np.maximum(apportion(everybody, wanted) - there.astype(np.int64), fair // 3 + 1)
        weight = np.where(serves if serves.any() else sector, size, 0)
        whole = np.bincount(place, weights=weight, minlength=len(PROVINCES)).astype(np.int64)
        share = weight * 10**9 // np.maximum(whole[place], 1) * wanted[place] // 10**7
        counts = apportion(total, np.where(weight > 0, np.maximum(share, 1), 0))
        shared = apportion_rows(counts, list(COHORTS[level].values()))
        if level == "kindergarten":
            shared = _one_age(shared, schools, seed)
        grades[:, [GRADES.index(grade) for grade in COHORTS[level]]] += shared
    return grades


def _one_age(shared: Ints, schools: pl.DataFrame, seed: int) -> Ints:
    """An independent group keeps its older children together: they count as one age."""
    group = (schools["kind"] == "group").to_numpy()
    age = (even(key(seed, "group.age"), np.arange(schools.height)) * 3).astype(np.int64)
    alone = np.zeros_like(shared)
    alone[np.arange(schools.height), age] = shared.sum(axis=1)
    return np.where(group[:, None], alone, shared)


def _classes(schools: pl.DataFrame, grades: Ints) -> pl.DataFrame:
    """A row for each class: its school, grade, name and size. Classes of a grade differ by one at most."""
    zone = schools["zone"].to_numpy()
    limits = np.array([CLASS_LIMIT[LEVEL_OF[grade]] for grade in GRADES]).T[zone]
    count = -(-grades // limits)
    school, grade = np.divmod(np.repeat(np.arange(grades.size), count.ravel()), len(GRADES))
    starts = np.cumsum(count.ravel()) - count.ravel()
    serial = np.arange(len(school)) - np.repeat(starts, count.ravel())
    whole, many = np.repeat(grades.ravel(), count.ravel()), np.repeat(count.ravel(), count.ravel())
    size = whole // many + (serial < whole % many)
    grade = grade + GRADES[0]
    return pl.DataFrame(
        {
            "id": np.arange(1, len(school) + 1),
            "school": school,
            "grade": grade,
            "size": size,
            "name": titles.class_names(grade, serial),
            "end": np.cumsum(size),
        }
    )


def _posts(scale: float, schools: pl.DataFrame, classes: pl.DataFrame) -> Ints:
    """Staff by school: by classes, within the totals of each level."""
    many = np.bincount(classes["school"].to_numpy(), minlength=schools.height)
    level = schools["level"].to_numpy()
    totals = [margins.target("preschool.staff", scale), *margins.staff_by_level(scale).values()]
    posts = np.zeros(schools.height, dtype=np.int64)
    for number, total in enumerate(totals):
        here = np.flatnonzero(level == number)
        if not len(here):  # a country too small for a school of the level: the others employ them
            here = np.flatnonzero(level > 0)
        posts[here] += apportion(total, many[here] + 1, least=1)
    return posts


def _feeders(schools: pl.DataFrame, level: Ints, units: Ints) -> Ints:
    """For each school the unit where its new pupils were last year: of the level below, and near."""
    feeder = units.copy()
    for under, over in ((1, 2), (2, 3)):
        sources, here = np.flatnonzero(level == under), np.flatnonzero(level == over)
        if len(sources) and len(here):
            nearest = np.clip(np.searchsorted(sources, here), 0, len(sources) - 1)
            feeder[here] = units[sources[nearest]]
    return feeder


def _universities(scale: float, seed: int, communes: pl.DataFrame) -> pl.DataFrame:
    count = margins.target("higher.institutions", scale)
    weights = [province.candidates * titles.UNIVERSITY_TOWNS.get(province.code, 10) for province in PROVINCES]
    place = np.repeat(np.arange(len(PROVINCES)), apportion(count, weights))
    codes, kinds = communes["province"].to_numpy(), communes["kind"].to_numpy()
    towns = [np.flatnonzero((codes == p.code) & (kinds == "Phường")) for p in PROVINCES]
    serial = np.arange(count)
    commune = np.array([towns[p][int(n) % len(towns[p])] for p, n in zip(place, serial, strict=True)])
    colleges = count * 22 // 470
    college = noise(key(seed, "college"), serial).argsort(kind="stable").argsort(kind="stable") < colleges
    private = noise(key(seed, "private"), serial) % np.uint64(100) < 22
    names = titles.university_names(college, place, seed)
    return pl.DataFrame(
        {
            "kind": np.where(college, "college", "university"),
            "sector": "higher",
            "name": names,
            "college": college,
            "ownership": np.where(private & ~college, 3, 1),
            "place": place,
            "levels": "{higher}",
            "territory": communes["code"].to_numpy()[commune],
            "province": codes[commune],
            "code": [f"KV{number:03d}" for number in range(1, count + 1)],
        }
    )


def _numbered(offices: pl.DataFrame, institutions: pl.DataFrame, numbers: Ints) -> pl.DataFrame:
    """Offices and institutions with number, parent and path: ``/1/14/305/`` from the ministry down."""
    offices = offices.with_columns(id=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    at = offices.filter(pl.col("kind").is_in(["province", "commune"])).select(
        pl.col("territory").alias("seat"), pl.col("id").alias("above")
    )
    # Preschools, primary and lower-secondary schools stand under the commune, upper-secondary under the Sở.
    seat = (
        pl.when(pl.col("kind") == "upper")
        .then(pl.col("province"))
        .when(pl.col("sector") == "higher")
        .then(pl.lit(""))
        .otherwise(pl.col("territory"))
    )
    institutions = (
        institutions.with_columns(id=pl.Series(numbers), seat=seat)
        .join(at, on="seat", how="left", maintain_order="left")
        .with_columns(parent=pl.col("above").fill_null(1))
    )
    columns = ["id", "kind", "sector", "name", "parent", "territory", "ownership", "levels", "code"]
    units = pl.concat([offices.select(columns), institutions.select(columns)], how="vertical_relaxed")
    return units.with_columns(path=pl.Series(_paths(units["id"].to_list(), units["parent"].to_list())))


def _paths(numbers: list[int], parents: list[int | None]) -> list[str]:
    paths: dict[int, str] = {}
    for number, parent in zip(numbers, parents, strict=True):  # a parent always comes before its children
        paths[number] = f"{paths[parent] if parent else '/'}{number}/"
    return list(paths.values())
