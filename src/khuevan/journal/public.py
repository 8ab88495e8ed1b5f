"""The one door through which events leave a room: journalled with the change, delivered after it.

``record(event, actor=, at=, because=)`` in the transaction of a change; ``on(Event)`` to be told of it later.
``receipt(entry, content)`` for whoever asked for the change: the event's facts hold ``digest(content)`` under
``content``. ``answered_once`` is the middleware's. The worker calls ``deliver()``, ``seal()`` every few
seconds and ``forget_old_answers()`` every hour. ``entries_of`` reads.
"""

from khuevan.journal.contracts import Recorded
from khuevan.journal.once import answered_once, forget_old_answers
from khuevan.journal.outbox import deliver, on
from khuevan.journal.sealing import receipt, seal
from khuevan.journal.selectors import entries_of
from khuevan.journal.writing import record

__all__ = [
    "Recorded", "answered_once", "deliver", "entries_of", "forget_old_answers", "on", "receipt",
    "record", "seal",
]  # fmt: skip
