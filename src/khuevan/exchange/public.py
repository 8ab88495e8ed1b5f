"""What others may use of exchange: ``holder`` says whose key a token is, for the middleware; the worker calls
``forget`` every hour, with the days that a change feed reaches back; ``interface`` is programs' way in."""

from khuevan.exchange.addresses import interface
from khuevan.exchange.contracts import Holder
from khuevan.exchange.feed import forget
from khuevan.exchange.selectors import holder

__all__ = ["Holder", "forget", "holder", "interface"]
