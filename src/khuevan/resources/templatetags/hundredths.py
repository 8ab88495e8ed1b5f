"""Hundredths of a teacher as people write them."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def hundredth(value: int | None, how: str = "") -> str:
    """A whole number of hundredths as a figure with two places: 20990 is 209,90; ``"sign"`` writes + too."""
    if value is None:
        return "—"
    written = str(number_format(abs(Decimal(value)).scaleb(-2), decimal_pos=2, force_grouping=True))
    if value < 0:
        return f"−{written}"
    return f"+{written}" if how == "sign" and value else written
