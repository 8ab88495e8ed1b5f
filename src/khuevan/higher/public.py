"""What other rooms may use of higher education."""

from khuevan.higher.contracts import Level
from khuevan.higher.selectors import counts, figures

__all__ = ["Level", "counts", "figures"]
