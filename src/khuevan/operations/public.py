"""What other rooms may use of operations: ``published`` shows a day's counts, ``count_anew`` renews them."""

from khuevan.operations.contracts import Kept
from khuevan.operations.publishing import published
from khuevan.operations.services import count_anew

__all__ = ["Kept", "count_anew", "published"]
