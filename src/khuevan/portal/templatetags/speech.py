"""Words and small parts that every page may use without loading anything.

Filters: ``number``, ``percentage``, ``money``, ``day``, ``moment``. Tags: ``once``, ``field``, ``wrong``,
``notice``, ``empty``, ``pager``. ``portal/README.md`` shows each in use.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

WEEKDAYS = (
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)
SPACE = "\N{NO-BREAK SPACE}"


@register.simple_tag
def once() -> SafeString:
    """A hidden key that makes a form count once, however often it is sent. Stands in every posted form."""
    return format_html('<input type="hidden" name="_once" value="{}">', uuid.uuid4())


@register.filter
def number(value: Decimal | int | None, places: int | None = None) -> str:
    """A figure as people write it: 18.352.011; with places, rounded half up: ``26.345|number:2`` is 26,35.

    A figure that is not known is a dash, never nought.
    """
    if value is None or value == "":
        return "—"
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return str(number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True))


@register.filter
def percentage(share: Decimal | int | None, places: int = 1) -> str:
    """A share from 0 to 1 as a percentage: ``0.978|percentage`` is 97,8 % (97.8% in English)."""
    if share is None or share == "":
        return "—"
    return _("%(figure)s %%") % {"figure": number(Decimal(share) * 100, places)}


@register.filter
def money(dong: Decimal | int | None) -> str:
    """An amount in đồng: 15.000 đ (15,000 VND in English)."""
    if dong is None or dong == "":
        return "—"
    return _("%(amount)s đ") % {"amount": number(dong)}


@register.filter
def day(value: date | None) -> str:
    """A day: 21/8/2026 (21 August 2026 in English); a moment gives its day in Viet Nam."""
    if not value:
        return "—"
    return str(date_format(_local(value), "DATE_FORMAT"))


@register.filter
def moment(value: datetime | None, precision: str = "minutes") -> str:
    """A time with its day, as deadlines are told: 17:00, thứ Tư 25/11/2026; ``"seconds"`` for a clock."""
    if not value:
        return "—"
    local = _local(value)
    clock = date_format(local, "H:i:s" if precision == "seconds" else "H:i")
    return f"{clock}, {WEEKDAYS[local.weekday()]}{SPACE}{day(local)}"


def _local(value: Any) -> Any:
    aware = isinstance(value, datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value


@register.inclusion_tag("portal/parts/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A form's field: its label, its help, what is wrong beside its cause, and the control."""
    return {"field": bound, "choice": getattr(bound.field.widget, "input_type", "") == "checkbox"}


@register.inclusion_tag("portal/parts/wrong.html")
def wrong(form: BaseForm) -> dict[str, object]:
    """The list at the top of a form of everything that is wrong in it, each a link to its place."""
    return {"form": form, "wrong": [bound for bound in form if bound.errors]}


@register.simple_block_tag
def notice(content: str, kind: str = "", title: str = "") -> SafeString:
    """A notice of a kind (``good``, ``warn``, ``bad``, or none) around whatever it says."""
    heading = format_html("<h2>{}</h2>", title) if title else ""
    return format_html('<div class="notice {}">{}{}</div>', kind, heading, SafeString(content))


@register.inclusion_tag("portal/parts/empty.html")
def empty(title: str, advice: str = "", href: str = "", label: str = "") -> dict[str, str]:
    """What a list without rows shows instead: what is the case, what to do, and the way there."""
    return {"title": title, "advice": advice, "href": href, "label": label}


@register.inclusion_tag("portal/parts/pager.html", takes_context=True)
def pager(
    context: RequestContext,
    page: Page[Any] | None = None,
    after: str = "",
    first: bool = True,
    said: str = "",
) -> dict[str, object]:
    """Links to the neighbouring pages of a list; the address's other filters stay.

    Either a Django ``page`` (parameter ``page``), or for lists paged by key: ``after`` is the key of the last
    row shown where more follow (parameter ``after``) and ``first`` whether this is the list's beginning.
    ``said`` is shown beside them: what of how many.
    """
    held = context["request"].GET

    def address(**change: object) -> str:
        asked = held.copy()
        for name, value in change.items():
            asked.pop(name, None)
            if value:
                asked[name] = str(value)
        return f"?{asked.urlencode()}"

    if page is not None:
        said = said or _("Trang %(page)s trên %(pages)s") % {
            "page": number(page.number),
            "pages": number(page.paginator.num_pages),
        }
        back = address(page=page.previous_page_number()) if page.has_previous() else ""
        onward = address(page=page.next_page_number()) if page.has_next() else ""
        return {"said": said, "back": back, "onward": onward, "to_start": False}
    back = "" if first else address(after="")
    return {"said": said, "back": back, "onward": address(after=after) if after else "", "to_start": True}
