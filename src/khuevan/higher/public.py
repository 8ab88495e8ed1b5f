"""What other rooms may use of higher education.

``figures`` and ``counts`` for the review, ``due`` for one's own work, ``institutions`` in reach, ``assessed``
for an institution's year by the standard; ``…_rows`` for the rules of data quality.
"""

from khuevan.higher.contracts.levels import Level
from khuevan.higher.rows import lecturer_rows, programme_rows, study_rows
from khuevan.higher.selectors import assessed, counts, figures, institutions
from khuevan.higher.work import due

__all__ = [
    "Level", "assessed", "counts", "due", "figures", "institutions", "lecturer_rows", "programme_rows",
    "study_rows",
]  # fmt: skip
