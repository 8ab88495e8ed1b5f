"""The writes of exchange: keys, and records in their envelope. Rows go in by intake."""

from khuevan.exchange.services.keys import end_key, give_key
from khuevan.exchange.services.records import take_records

__all__ = ["end_key", "give_key", "take_records"]
