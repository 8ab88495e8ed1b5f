"""What waits for somebody: sheets that are not full while the window is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext, ngettext

from khuevan.access.public import Actor
from khuevan.assessment.contracts import HOMEROOM
from khuevan.assessment.selectors.assignments import own_assignments, windows_of
from khuevan.assessment.selectors.progress import progress
from khuevan.schooling.public import classes_by_number
from khuevan_kernel.work import Due


def due(*, actor: Actor, on: date) -> Iterator[Due]:
    """The marks that a teacher still has to enter in the window that is open, all classes as one."""
    duties = own_assignments(actor=actor, on=on)
    groups = classes_by_number({one.school_class for one in duties})
    for year in sorted({one.school_year for one in groups.values()}):
        for term, window in windows_of(path=actor.office, school_year=year).items():
            if not window.opens <= on <= window.closes:
                continue
            found = progress([one for one in groups.values() if one.school_year == year], term)
            mine = {(one.school_class, one.subject or HOMEROOM) for one in duties}
            parts = [found[key] for key in mine if key in found]
            there, whole = sum(part[0] for part in parts), sum(part[1] for part in parts)
            open_ones = sum(part[0] < part[1] for part in parts)
            if open_ones:
                title = ngettext("%(n)s sổ điểm chưa đủ", "%(n)s sổ điểm chưa đủ", open_ones) % {
                    "n": open_ones
                }
                about = gettext("Học kì %(term)s: đã nhập %(there)s/%(whole)s ô.") % {
                    "term": term, "there": there, "whole": whole,
                }  # fmt: skip
                yield Due(title, about, "marks", by=window.closes)
