"""Where the number of a record that was merged away leads."""

from __future__ import annotations

from khuevan.people.models import Merge


def leads_to(number: int) -> int | None:
    """The record that a merged one leads to today; ``None`` for a number that was not merged away."""
    rows = Merge.objects.for_system("a number that is gone leads on").filter(absorbed=number, undone_at=None)
    return rows.values_list("survivor", flat=True).first()
