"""What other rooms may use of intake.

Many rows into a table: ``copy_frame`` (into a plain table) and ``merge_frame`` (new, changed, unchanged).
"""

from __future__ import annotations

from khuevan.intake.contracts import Merged
from khuevan.intake.loading import copy_frame, merge_frame

__all__ = ["Merged", "copy_frame", "merge_frame"]
