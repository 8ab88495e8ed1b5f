"""What other rooms may use of higher education."""

from khuevan.higher.contracts import Level
from khuevan.higher.rows import lecturer_rows, programme_rows, study_rows
from khuevan.higher.selectors import counts, figures

__all__ = [
    "Level", "counts", "figures", "lecturer_rows", "programme_rows", "study_rows",
]  # fmt: skip
