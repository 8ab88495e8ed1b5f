"""Every read of this room: counts, never a candidate. They are public; pages hide small cells."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count, Max, Q, Sum

from khuevan.exams.contracts import ExamTotals, ExamYear, SubjectSpread
from khuevan.exams.models import CouncilSize, Load, Tally
from khuevan_kernel.exams import COUNCILS, MEASURES, SUBJECTS, WORDS, Spread, decisive_day


def years() -> list[ExamYear]:
    """The years of which results are loaded, the latest first."""
    loaded = dict(Load.objects.values_list("year").annotate(Max("loaded_at")))
    sizes = CouncilSize.objects.values_list("year").annotate(Sum("candidates"), Count("council"))
    return [
        ExamYear(year, candidates, councils, loaded[year])
        for year, candidates, councils in sizes.order_by("-year")
    ]


def totals() -> list[ExamTotals]:
    """What each loaded year adds up to, the latest first; what fails is that year's rule."""
    found = []
    for held in years():
        fail = MEASURES.on(decisive_day(held.year)).says.fail_at_most
        sums = Tally.objects.filter(year=held.year, mark__gte=0).aggregate(
            marks=Sum("count", default=0),
            tens=Sum("count", filter=Q(mark=1000), default=0),
            fails=Sum("count", filter=Q(mark__lte=fail), default=0),
        )
        found.append(ExamTotals(held.year, held.loaded_at, held.candidates, **sums))
    return found


def council_names(year: int) -> dict[str, str]:
    """Every council of a year by its code."""
    return COUNCILS.on(decisive_day(year)).says


def candidates(year: int) -> dict[str, int]:
    """How many candidates each council had, by its code."""
    return dict(
        CouncilSize.objects.filter(year=year).order_by("council").values_list("council", "candidates")
    )


def spreads(year: int, *, council: str = "") -> list[SubjectSpread]:
    """The marks of every subject of a year, in the nation or a council; foreign languages in all and each."""
    rows = Tally.objects.filter(year=year, **({"council": council} if council else {}))
    held: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for subject, language, mark, count in rows.values_list("subject", "language", "mark").annotate(
        Sum("count")
    ):
        held[subject, ""][mark] += count
        if language:
            held[subject, language][mark] += count
    order = list(SUBJECTS)
    return [
        _spread(subject, language, held[subject, language])
        for subject, language in sorted(held, key=lambda key: (order.index(key[0]), key[1]))
    ]


def cells(year: int, fail: int) -> dict[tuple[str, str], dict[str, tuple[int, int, int]]]:
    """Marks, tens and failing marks of each council, by subject and language (empty: all of them)."""
    rows = Tally.objects.filter(year=year, mark__gte=0).values_list("subject", "language", "council")
    sums = rows.annotate(
        marks=Sum("count"),
        tens=Sum("count", filter=Q(mark=1000), default=0),
        fails=Sum("count", filter=Q(mark__lte=fail), default=0),
    )
    held: dict[tuple[str, str], dict[str, tuple[int, int, int]]] = defaultdict(dict)
    for subject, language, council, *counts in sums.order_by():
        for key in {(subject, ""), (subject, language)}:
            n, tens, fails = held[key].get(council, (0, 0, 0))
            held[key][council] = (n + counts[0], tens + counts[1], fails + counts[2])
    return held


def spreads_by_council(year: int, subject: str) -> dict[str, SubjectSpread]:
    """The marks of one subject in each council of a year."""
    rows = Tally.objects.filter(year=year, subject=subject).order_by("council")
    held: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for council, mark, count in rows.values_list("council", "mark").annotate(Sum("count")):
        held[council][mark] += count
    return {council: _spread(subject, "", counts) for council, counts in held.items()}


def _spread(subject: str, language: str, counts: dict[int, int]) -> SubjectSpread:
    words = tuple((word, counts[number]) for word, number in WORDS.items() if number in counts)
    numbers = {mark: count for mark, count in counts.items() if mark >= 0}
    return SubjectSpread(subject, language, Spread(numbers), words)
