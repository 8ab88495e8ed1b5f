"""The writes of exchange: keys and profiles, records in their envelope, the outbox, a sandbox."""

from khuevan.exchange.services.keys import end_key, give_key, make_profile
from khuevan.exchange.services.outbox import ready_records
from khuevan.exchange.services.records import take_records
from khuevan.exchange.services.sandbox import end_sandbox, open_sandbox

__all__ = [
    "end_key", "end_sandbox", "give_key", "make_profile", "open_sandbox", "ready_records", "take_records",
]  # fmt: skip
