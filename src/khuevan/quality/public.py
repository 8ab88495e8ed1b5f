"""What other rooms may use of quality: ``issue_counts`` of a branch."""

from khuevan.quality.selectors.issues import issue_counts

__all__ = ["issue_counts"]
