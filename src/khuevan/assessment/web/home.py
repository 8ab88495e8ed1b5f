"""A teacher's own sheets, a family's own children, and one pupil's year."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs, signed_in
from khuevan.assessment import selectors
from khuevan.assessment.contracts import HOMEROOM, PupilYear
from khuevan.assessment.selectors import sheets
from khuevan.assessment.web import words
from khuevan.org.public import unit
from khuevan.people.public import children, person, person_references, read_record
from khuevan.schooling.public import classes_by_number, latest_year

KIND_NAMES = {"MGK": "Mức GK", "MCK": "Mức CK"}


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def mine(request: Request) -> HttpResponse:
    """What one is responsible for, how far it is, and the way to the school's sheets."""
    on = timezone.localdate(request.received_at)
    year = latest_year(on)
    duties = selectors.own_assignments(actor=request.actor, on=on)
    groups = classes_by_number({one.school_class for one in duties})
    here = [groups[number] for number in groups if groups[number].school_year == year]
    windows = selectors.windows_of(path=request.actor.office, school_year=year)
    term = current_term(windows, on)
    done = selectors.progress(here, term) if here else {}
    cards: list[dict[str, Any]] = [
        {
            "group": groups[one.school_class],
            "sheet": one.subject or HOMEROOM,
            "title": words.subject_name(one.subject, one.grade, year),
            "done": done.get((one.school_class, one.subject or HOMEROOM), (0, 0)),
            "homeroom": not one.subject,
        }
        for one in duties
        if groups[one.school_class] in here
    ]
    cards.sort(key=lambda card: (not card["homeroom"], card["group"].grade, card["group"].name))
    return render(request, "assessment/mine.html", {
        "cards": cards, "term": term, "term_name": words.TERMS[term], "window": windows.get(term), "on": on,
        "school": _school(request), "year": year,
    })  # fmt: skip


@signed_in
@require_safe
def family(request: Request) -> HttpResponse:
    """One's own marks and one's children's, nobody else's."""
    found = []
    if request.actor.person is not None:
        reference = person_references().of(request.actor.person)
        found.append(person(actor=request.actor, reference=reference).summary)
    found += children(actor=request.actor)
    rows = [(one, selectors.years_of(person(actor=request.actor, reference=one.reference))) for one in found]
    return render(request, "assessment/family.html", {"rows": [row for row in rows if row[1]]})


@signed_in
@require_safe
def pupil(request: Request, reference: str) -> HttpResponse:
    """A pupil's year: for the pupil, the family, and the offices in reach. Reading it is written down."""
    seen = person(actor=request.actor, reference=reference)
    years = selectors.years_of(seen)
    if not years:
        raise OutOfReach("marks")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else years[0]
    found = selectors.pupil_year(actor=request.actor, detail=seen, school_year=year)
    detail = read_record(actor=request.actor, reference=reference, at=request.received_at)
    return render(request, "assessment/pupil.html", {
        "detail": detail, "year": found, "years": years, "office": detail.as_ == "office",
        "subjects": [_subject(one, found) for one in found.subjects], "secondary": found.grade > 5,
        "reasons": [(one.vi if words.vietnamese() else one.en, one.because) for one in found.reasons],
        "study": [words.STUDY.get(word, "—") for word in found.study],
        "conduct": [words.STUDY.get(word, "—") for word in found.conduct],
        "outcome": words.OUTCOMES.get(found.outcome, ("", "")),
        "history": _history(found, seen.number) if detail.as_ == "office" else [],
    })  # fmt: skip


def current_term(windows: dict[int, Any], on: Any) -> int:
    """The term whose window is open, or else the last that has begun; the first where none has."""
    open_now = [one.term for one in windows.values() if one.opens <= on <= one.closes]
    begun = [one.term for one in windows.values() if one.opens <= on]
    return min(open_now, default=max(begun, default=1))


def _school(request: Request) -> Any:
    last = request.actor.office.strip("/").rpartition("/")[2]
    return unit(int(last)) if last.isdigit() else None


def _subject(one: Any, found: PupilYear) -> dict[str, Any]:
    return {
        "name": words.subject_name(one.code, found.grade, found.school_year),
        "terms": [
            (term, [(KIND_NAMES.get(kind, kind), text) for t, kind, text in one.marks if t == term],
             dict(one.notes).get(term, ""))
            for term in (1, 2, 3) if any(t == term for t, _, _ in one.marks)
        ],
        "one": one,
    }  # fmt: skip


def _history(found: PupilYear, number: int) -> list[dict[str, Any]]:
    rows = sheets.changes(school_year=found.school_year, person=number)
    return [
        {"one": row, "subject": words.subject_name(row.subject, found.grade, found.school_year),
         "term": words.TERMS[row.term], "how": words.HOWS[row.how]}
        for row in rows if row.was
    ]  # fmt: skip
