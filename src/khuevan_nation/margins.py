"""The published figures that the synthetic country keeps to, and what they become at a scale.

Sources: the ministry's review of July 2024 (the ten figures) and the figures of 4 September 2024 (levels
by ownership, preschool institutions by kind), rescaled to the ten. What no source gives is marked
(ours).
"""

from __future__ import annotations

from dataclasses import dataclass

from khuevan_nation.draws import apportion

TARGETS = {
    "preschool.institutions": 22_000, "preschool.staff": 500_000, "preschool.children": 5_000_000,
    "general.institutions": 26_000, "general.staff": 800_000, "general.pupils": 18_000_000,
    "higher.institutions": 470, "higher.programmes": 25_000, "higher.staff": 100_000,
    "higher.students": 3_000_000,
}  # fmt: skip

# Learners by level: public, non-public.
LEARNERS = {
    "nursery": (445_640, 250_669),
    "kindergarten": (3_321_428, 795_652),
    "primary": (8_695_206, 155_094),
    "lower": (6_414_871, 99_390),
    "upper": (2_652_917, 334_533),
}
SECTOR = {"nursery": "preschool", "kindergarten": "preschool"} | dict.fromkeys(
    ("primary", "lower", "upper"), "general"
)
LARGEST = {("kindergarten", True), ("primary", True)}
STUDENTS = {
    "college": 21_329,
    "bachelor": 1_930_000,
    "master": 120_000,
    "doctor": 18_522,
}  # split above college: ours


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of institution: its published count, whether it is public, and what it teaches."""

    name: str
    sector: str
    public: bool
    count: int
    teaches: tuple[str, ...]
    size: int  # usual number of learners beside other kinds that teach the same (ours)
    rare: bool = False  # a small country may go without


KINDS = (
    Kind("kindergarten", "preschool", True, 1_600, ("kindergarten",), 230),  # 1,698 in all; split: ours
    Kind("preschool", "preschool", True, 10_455, ("nursery", "kindergarten"), 330),
    Kind("preschool", "preschool", False, 3_000, ("nursery", "kindergarten"), 225),
    Kind("group", "preschool", False, 12_673, ("nursery", "kindergarten"), 28),
    Kind("nursery", "preschool", False, 3, ("nursery",), 60, rare=True),
    Kind("kindergarten", "preschool", False, 98, ("kindergarten",), 150, rare=True),
    Kind("primary", "general", True, 12_165, ("primary",), 700),  # by kind and ownership: ours but the
    Kind("primary", "general", False, 132, ("primary",), 700),  # 10,753 lower-secondary schools
    Kind("lower", "general", True, 10_683, ("lower",), 600),
    Kind("lower", "general", False, 70, ("lower",), 600),
    Kind("upper", "general", True, 2_500, ("upper",), 1_050),
    Kind("upper", "general", False, 450, ("upper",), 740),
)

# Teachers a class at the end of 2024–25, in hundredths, and the usual class size (ours).
TEACHERS_A_CLASS = {"primary": 140, "lower": 173, "upper": 201}
USUAL_CLASS = {"primary": 30, "lower": 37, "upper": 41}


def target(code: str, scale: float) -> int:
    """One of the ten figures at a scale: rounded, at least 1."""
    return max(1, round(TARGETS[code] * scale))


def learners(scale: float) -> dict[tuple[str, bool], int]:
    """Learners by level and ownership (public?), exact to the head for the totals of both sectors."""
    cells: dict[tuple[str, bool], int] = {}
    for code, levels in (
        ("preschool.children", ("nursery", "kindergarten")),
        ("general.pupils", ("primary", "lower", "upper")),
    ):
        names = [(level, public) for level in levels for public in (True, False)]
        weights = [LEARNERS[level][0 if public else 1] for level, public in names]
        shares = apportion(target(code, scale), weights)
        cells |= {name: int(share) for name, share in zip(names, shares, strict=True)}
    return cells


def institutions(sector: str, scale: float) -> list[tuple[Kind, int]]:
    """How many institutions of each kind a sector has: one at least of those that serve a cell alone."""
    kinds = [kind for kind in KINDS if kind.sector == sector]
    common = [kind for kind in kinds if not kind.rare]
    total = target(f"{sector}.institutions", scale)
    shares = apportion(total, [kind.count for kind in kinds])
    counts = {kind: int(share) for kind, share in zip(kinds, shares, strict=True) if kind.rare}
    rest = apportion(total - sum(counts.values()), [kind.count for kind in common], least=1)
    counts |= dict(zip(common, rest.tolist(), strict=True))
    return [(kind, counts[kind]) for kind in kinds]


def staff_by_level(scale: float) -> dict[str, int]:
    """Staff of general schools by level, by the classes there are and the teachers for each."""
    levels = ("primary", "lower", "upper")
    weights = [sum(LEARNERS[x]) // USUAL_CLASS[x] * TEACHERS_A_CLASS[x] for x in levels]
    return dict(
        zip(levels, apportion(target("general.staff", scale), weights, least=1).tolist(), strict=True)
    )
