"""The facts that the standard is judged by, counted from the registers, and the years that were frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, Sum

from khuevan.access.public import Actor, Permission, ScopedQuerySet
from khuevan.higher import models
from khuevan.higher.contracts.institutions import (
    Assessment,
    CycleStep,
    Institution,
    Known,
    Published,
    PublishedResult,
)
from khuevan.higher.rules import vacant_months
from khuevan.higher.selectors.institutions import unit_references
from khuevan_kernel.standards import WORKING_AGE, Result, Status, cycle_days, group_of, judged

MAY = Permission.HIGHER_VIEW
# A year's items that are facts as they are, and those that are asked for several years.
_OF_THE_YEAR = {
    "documents": "documents",
    "kpi": "kpi",
    "kpi.improved": "kpi.improved",
    "courses": "courses",
    "courses.online": "courses.online",
    "bandwidth": "bandwidth",
    "library.copies": "copies",
    **{
        f"survey.{who}.{what}": f"survey.{who}.{what}"
        for who in ("teaching", "graduates")
        for what in ("asked", "answered", "satisfied")
    },
    **{f"employment.{what}": f"employment.{what}" for what in ("graduates", "answered", "suitable")},
    **{
        f"publications.{kind}": f"publications.{kind}"
        for kind in ("papers", "indexed", "solutions", "books", "awards", "patents")
    },
}
FINANCE = {
    "revenue": "revenue",
    "spending": "spending",
    "revenue.fees": "fees",
    "revenue.science": "science.revenue",
}
_TERTIARY = ("college", "bachelor")


def known(*, actor: Actor, institution: Institution, year: int) -> Known:
    """The facts of an institution, its parts below it, for a year as the registers have them now."""
    day = date(year, 12, 31)
    return _Counting(actor, institution, day).known()


def assessed(*, actor: Actor, institution: Institution, year: int) -> Assessment:
    """An institution's year judged by the registers of now."""
    found = known(actor=actor, institution=institution, year=year)
    done = {one.stage: one.frozen_at for one in freezes(actor=actor, year=year, unit=institution.unit)}
    return Assessment(institution, year, found, results_of(found, year), done)


def results_of(found: Known, year: int) -> tuple[Result, ...]:
    """The criteria by facts."""
    facts = {name: Fraction(value) for name, value in found.facts.items()}
    return judged(facts, status_of(found.status), date(year, 12, 31))


def status_of(kept: Mapping[str, Any]) -> Status:
    """What an institution is, from how it is kept."""
    founded = kept.get("founded")
    return Status(**(dict(kept) | {"founded": date.fromisoformat(founded) if founded else None}))


def freezes(*, actor: Actor, year: int, unit: int | None = None) -> list[models.Freeze]:
    """What was frozen of a year within reach."""
    found = models.Freeze.objects.visible_to(actor, MAY).filter(year=year)
    return list(found.filter(unit=unit) if unit is not None else found)


def frozen(*, actor: Actor, institution: Institution, year: int) -> Assessment | None:
    """An institution's year as it was frozen: the finance's stage where there is one, else the data's."""
    found = {one.stage: one for one in freezes(actor=actor, year=year, unit=institution.unit)}
    last = found.get("finance") or found.get("data")
    if last is None:
        return None
    kept = Known(last.facts, last.status, last.counts)
    done = {stage: one.frozen_at for stage, one in found.items()}
    return Assessment(institution, year, kept, results_of(kept, year), done, last.digest)


def overview(*, actor: Actor, year: int) -> dict[int, dict[str, str]]:
    """The frozen verdicts of every institution in reach: by unit, each criterion's."""
    found: dict[int, dict[str, str]] = {}
    for one in sorted(freezes(actor=actor, year=year), key=lambda freeze: freeze.stage):  # data, then finance
        found[one.unit_id] = one.results
    return found


def frozen_years(*, actor: Actor) -> list[int]:
    """Years of which something is frozen in reach, latest first."""
    found = models.Freeze.objects.visible_to(actor, MAY).values_list("year", flat=True).distinct()
    return sorted(found, reverse=True)


def published(*, year: int | None = None) -> tuple[Published | None, list[PublishedResult]]:
    """The publication of a year, or the latest, with what it published. Open to all."""
    found = models.Publication.objects.order_by("-year")
    row = (found.filter(year=year) if year is not None else found).first()
    if row is None:
        return None, []
    public = models.Freeze.objects.for_system("what was published is open to all")
    rows = public.filter(year=row.year, stage="finance", frozen_at__lte=row.published_at).select_related(
        "unit"
    )
    refs = unit_references()
    return Published(row.year, row.published_at, row.institutions, row.digest), [
        PublishedResult(refs.of(one.unit_id), one.unit.name, one.results, one.digest)
        for one in rows.order_by("unit__search_name")
    ]


def published_years() -> list[int]:
    """Years whose results are public, latest first."""
    return list(models.Publication.objects.order_by("-year").values_list("year", flat=True))


def cycle(*, actor: Actor, unit: int, year: int) -> list[CycleStep]:
    """How far an institution's year is."""
    days = cycle_days(year)
    done = {one.stage: one.frozen_at for one in freezes(actor=actor, year=year, unit=unit)}
    publication = models.Publication.objects.filter(year=year).first()
    if publication is not None:
        done["published"] = publication.published_at
    return [CycleStep(stage, year, day, done.get(stage)) for stage, day in days.items()]


class _Counting:
    """Counts one institution's facts on one day, from every register."""

    def __init__(self, actor: Actor, institution: Institution, day: date) -> None:
        self._actor, self._institution, self._day = actor, institution, day
        self._facts: dict[str, Decimal | int] = {}
        self._rows: Counter[str] = Counter()

    def known(self) -> Known:
        profile = self._profile()
        doctoral, intake, graduates = self._learners()
        self._lecturers()
        self._property()
        self._posts()
        self._yearly()
        self._intakes()
        self._streams()
        founded = profile.founded_on if profile else None
        status = {
            "founded": founded.isoformat() if founded else None,
            "intake": intake,
            "graduates": graduates,
            "doctoral": doctoral,
            "specialised": bool(profile and profile.specialised),
            "defence": bool(profile and profile.defence),
            "branch": bool(profile and profile.branch),
        }
        facts = {
            name: format(value, "f") if isinstance(value, Decimal) else str(value)
            for name, value in self._facts.items()
        }
        return Known(facts, status, dict(self._rows))

    def _of(self, model: Any) -> ScopedQuerySet[Any]:
        found: ScopedQuerySet[Any] = model.objects.visible_to(self._actor, MAY)
        return found.filter(unit__path__startswith=self._institution.path)

    def _profile(self) -> models.Profile | None:
        own = models.Profile.objects.visible_to(self._actor, MAY).filter(unit=self._institution.unit)
        found = own.filter(since__lte=self._day).order_by("-since").first()
        self._rows["profiles"] += found is not None
        return found

    def _learners(self) -> tuple[bool, bool, bool]:
        """Heads by group of fields and form on the day; whether there are doctors, intake, graduates."""
        groups = _present(self._of(models.Study), self._day).values_list(
            "programme__field", "programme__level", "form"
        )
        heads: Counter[tuple[int, str]] = Counter()
        for field, level, form, count in groups.annotate(count=Count("pk")).order_by():
            heads[group_of(field, self._day).number, form if level in _TERTIARY else level] += count
        self._facts.update({f"learners.{group}.{form}": n for (group, form), n in sorted(heads.items())})
        self._rows["students"] += sum(heads.values())
        doctoral = any(form == "doctor" for _, form in heads)
        graduated = self._of(models.Study).filter(state="graduated", state_since__lte=self._day)
        return doctoral, bool(heads), doctoral or graduated.exists()

    def _lecturers(self) -> None:
        young = WORKING_AGE.on(self._day).says
        in_age = Q(person__birth_date__isnull=True)
        for sex, months in (((0, 1), young["male"]), ((2,), young["female"])):
            in_age |= Q(person__sex__in=sex, person__birth_date__gt=_months(self._day, -months))
        found = _in_force(self._of(models.Employment), self._day).filter(role="lecturer", full_time=True)
        counted = found.exclude(contract="visiting").aggregate(
            full_time=Count("pk"),
            permanent=Count("pk", filter=Q(contract="permanent") & in_age),
            doctor=Count("pk", filter=Q(degree="doctor")),
            placed=Count("pk", filter=Q(workplace=True)),
            silent=Count("pk", filter=Q(workplace__isnull=True)),
        )
        self._rows["staff"] += counted["full_time"]
        if not counted["full_time"]:
            return
        placed = counted.pop("placed")
        if counted.pop("silent") < counted["full_time"]:  # somebody has told
            counted["workplace"] = placed
        self._facts.update({f"lecturers.{name}": value for name, value in counted.items()})

    def _property(self) -> None:
        found = _in_force(self._of(models.Asset), self._day)
        land = found.filter(kind="land").aggregate(
            in_town=Sum("area", filter=Q(urban=True)),
            elsewhere=Sum("area", filter=Q(urban=False)),
            rows=Count("pk"),
        )
        if land["rows"]:
            self._facts |= {"land.urban": land["in_town"] or 0, "land.other": land["elsewhere"] or 0}
        floor = found.filter(kind="building").aggregate(floor=Sum("area"), rows=Count("pk"))
        if floor["rows"]:
            self._facts["floor"] = floor["floor"]
        self._rows["assets"] += land["rows"] + floor["rows"]
        open_fields = self._of(models.OpenedField).filter(
            Q(last_intake__isnull=True) | Q(last_intake__gte=self._day.year)
        )
        fields = open_fields.values("code").distinct().count()
        self._rows["fields"] += fields
        if fields:
            self._facts["fields"] = fields

    def _posts(self) -> None:
        own = models.Post.objects.visible_to(self._actor, MAY).filter(unit=self._institution.unit)
        terms = list(own.values_list("post", "since", "until"))
        self._rows["governance"] += len(terms)
        if terms:
            year = self._day.year
            self._facts["vacant_months"] = vacant_months(terms, date(year, 1, 1), date(year + 1, 1, 1))

    def _yearly(self) -> None:
        year = self._day.year
        items = [*_OF_THE_YEAR, *FINANCE, "learners", "library.titles", "library.digital"]
        found = self._of(models.YearValue).filter(year__gt=year - 4, year__lte=year, item__in=items)
        values = {
            (item, n): value
            for item, n, value in found.values_list("item", "year").annotate(whole=Sum("value")).order_by()
        }
        self._rows["figures"] += len(values)
        for item, name in _OF_THE_YEAR.items():
            if (item, year) in values:
                self._facts[name] = values[item, year]
        for item, name in FINANCE.items():
            for back in range(4):
                if (item, year - back) in values:
                    self._facts[f"{name}.{back}"] = values[item, year - back]
        titles = [
            values[item, year] for item in ("library.titles", "library.digital") if (item, year) in values
        ]
        if titles:
            self._facts["titles"] = sum(titles)
        self._size("size.0", self._day, values.get(("learners", year)))
        self._size("size.3", date(year - 3, 12, 31), values.get(("learners", year - 3)))

    def _size(self, name: str, day: date, told: Decimal | None) -> None:
        """All learners on a day: as was told for years before the register, else as it has them."""
        heads = told if told is not None else _present(self._of(models.Study), day).count()
        if heads:
            self._facts[name] = heads

    def _intakes(self) -> None:
        year = self._day.year
        found = self._of(models.Intake).filter(year__gt=year - 3, year__lte=year, enrolled__isnull=False)
        for of, quota, enrolled, many in found.values_list("year").annotate(
            planned=Sum("quota"), came=Sum("enrolled"), many=Count("pk")
        ):
            self._facts[f"quota.{year - of}"], self._facts[f"enrolled.{year - of}"] = quota, enrolled
            self._rows["intakes"] += many

    def _streams(self) -> None:
        """Who was there a year before and is no more, and what became of those who began together."""
        before = date(self._day.year - 1, self._day.month, self._day.day)
        studies = self._of(models.Study).filter(programme__level__in=_TERTIARY)
        there = _present(studies, before)
        self._stream("present", there)
        self._stream("newcomers", there.filter(since__gt=date(before.year, 1, 1)))
        began = studies.filter(since__gt=_months(self._day, -180)).values_list("since", "programme__months")
        cohorts = {"cohort.long": Fraction(3, 2), "cohort.short": Fraction(1)}
        totals: Counter[str] = Counter()
        for since, months, many, graduated in began.annotate(
            many=Count("pk"), graduated=Count("pk", filter=Q(state="graduated", state_since__lte=self._day))
        ).order_by():
            for name, times in cohorts.items():
                if before < _months(since, int(months * times)) <= self._day:
                    totals[name] += many
                    totals[f"{name}.graduated"] += graduated
        for name in cohorts:
            if totals[name]:
                self._facts |= {name: totals[name], f"{name}.graduated": totals[f"{name}.graduated"]}

    def _stream(self, name: str, there: ScopedQuerySet[Any]) -> None:
        still = Q(state="studying") | Q(state_since__gt=self._day) | Q(state="reserved")
        counted = there.aggregate(
            all=Count("pk"),
            still=Count("pk", filter=still),
            graduated=Count("pk", filter=Q(state="graduated", state_since__lte=self._day)),
        )
        if counted["all"]:
            self._facts |= {
                name: counted["all"],
                f"{name}.still": counted["still"],
                f"{name}.graduated": counted["graduated"],
            }


def _present(studies: ScopedQuerySet[Any], day: date) -> ScopedQuerySet[Any]:
    return studies.filter(since__lte=day).filter(Q(state="studying") | Q(state_since__gt=day))


def _in_force(found: ScopedQuerySet[Any], day: date) -> ScopedQuerySet[Any]:
    return found.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gt=day))


def _months(day: date, more: int) -> date:
    """The day so many months later, or earlier; the month's last where it has none."""
    whole = day.year * 12 + day.month - 1 + more
    year, month = divmod(whole, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)
