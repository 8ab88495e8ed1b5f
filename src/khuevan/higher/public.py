"""What other rooms may use of higher education.

<<<<<<< HEAD
from khuevan.higher.contracts import Level
from khuevan.higher.rows import lecturer_rows, programme_rows, study_rows
from khuevan.higher.selectors import counts, figures

__all__ = [
    "Level", "counts", "figures", "lecturer_rows", "programme_rows", "study_rows",
]  # fmt: skip
=======
``figures`` and ``counts`` for the review, ``due`` for one's own work, ``institutions`` in reach, ``assessed``
for an institution's year by the standard.
"""

from khuevan.higher.contracts.levels import Level
from khuevan.higher.selectors import assessed, counts, figures, institutions
from khuevan.higher.work import due

__all__ = ["Level", "assessed", "counts", "due", "figures", "institutions"]
>>>>>>> ab2561d (Higher education has its registers, the 20 criteria of its standard, and the year's cycle)
