"""What waits for an institution's officer, and for the ministry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.access.public import Actor, Permission
from khuevan.higher import selectors
from khuevan.higher.rules import reaches_the_country
from khuevan_kernel.standards import cycle_days
from khuevan_kernel.work import Due

MAY = Permission.HIGHER_EDIT


def due(*, actor: Actor, on: date) -> Iterator[Due]:
    """What is to do of the last year that ended: freeze data and finance, record degrees, publish."""
    branches = actor.reaches.get(MAY, ())
    if not branches:
        return
    year = on.year - 1
    if reaches_the_country(branches):
        yield from _of_the_ministry(on, year)
        return
    found = selectors.institutions(actor=actor, on=on, may=MAY)
    if len(found) != 1:
        return
    for step in selectors.cycle(actor=actor, unit=found[0].unit, year=year):
        if step.done is None and step.stage != "published":
            title = {
                "data": _("Chốt số liệu năm %(year)s"), "finance": _("Chốt tài chính năm %(year)s"),
            }[step.stage] % {"year": year}  # fmt: skip
            late = step.day < on
            yield Due(
                title, _("20 tiêu chí của chuẩn tính từ số liệu đã chốt."), "higher-standards", by=step.day,
                state=_("quá hạn") if late else "", tone="bad" if late else "",
            )  # fmt: skip
    missing = selectors.without_degree(actor=actor, unit=found[0].unit, on=on)
    if missing:
        said = ngettext(
            "%(count)s người tốt nghiệp chưa có văn bằng",
            "%(count)s người tốt nghiệp chưa có văn bằng",
            missing,
        )
        yield Due(said % {"count": missing}, _("Ghi văn bằng vào sổ, từng dòng hoặc bằng tệp."), "higher")


def _of_the_ministry(on: date, year: int) -> Iterator[Due]:
    if year not in selectors.published_years():
        day = cycle_days(year)["published"]
        late = day < on
        yield Due(
            _("Công bố kết quả chuẩn đại học năm %(year)s") % {"year": year},
            _("Sau khi các cơ sở chốt số liệu và tài chính."), "higher-overview", by=day,
            state=_("quá hạn") if late else "", tone="bad" if late else "",
        )  # fmt: skip
