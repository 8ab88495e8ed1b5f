"""Words for a change: kept beside the journal, which has their digest."""

from __future__ import annotations

from datetime import datetime

from khuevan.schooling import rules
from khuevan.schooling.models import Reason
from khuevan_kernel.log import digest

MOST = 300


def reason_digest(words: str) -> str:
    """The digest of a reason, as the journal has it. Refuses with ``NoReason`` where nothing was said."""
    if not words.strip():
        raise rules.NoReason()
    return digest({"reason": words.strip()[:MOST]})


def keep_reason(*, entry: int, person: int | None, unit: int, what: str, words: str, day: datetime) -> None:
    """Keep the words of a reason beside the entry that tells of the change."""
    Reason.objects.create(
        entry=entry, person_id=person, unit_id=unit, what=what, words=words.strip()[:MOST], at=day
    )
