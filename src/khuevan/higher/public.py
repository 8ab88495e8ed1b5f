"""What other rooms may use of higher education."""

from khuevan.higher.contracts import Level
from khuevan.higher.selectors import figures

__all__ = ["Level", "figures"]
