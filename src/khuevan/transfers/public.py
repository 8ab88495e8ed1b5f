"""What other rooms may use of transfers: ``due``, what waits for somebody, and the event of each step."""

from khuevan.transfers.contracts import State, TransferStepped
from khuevan.transfers.waiting import due

__all__ = ["State", "TransferStepped", "due"]
