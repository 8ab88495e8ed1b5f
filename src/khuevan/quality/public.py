"""What other rooms may use of quality: ``issue_counts`` of a branch, ``due`` for one's own work."""

from khuevan.quality.selectors.issues import issue_counts
from khuevan.quality.selectors.work import due

__all__ = ["due", "issue_counts"]
