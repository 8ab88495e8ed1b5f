"""What other rooms may use of exchange: ``holder`` says whose key a token is, for the middleware."""

from khuevan.exchange.contracts import Holder
from khuevan.exchange.selectors import holder

__all__ = ["Holder", "holder"]
