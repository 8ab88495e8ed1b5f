"""Every read of this room. Each takes the actor; none shows a row that the actor may not see."""

from khuevan.higher.selectors.figures import counts, figures
from khuevan.higher.selectors.institutions import institution, institutions, path_of
from khuevan.higher.selectors.persons import (
    corrections,
    decisions,
    kind_of,
    studies_of,
    told_of_degree,
    without_degree,
)
from khuevan.higher.selectors.registers import (
    Wanted,
    as_of,
    as_text,
    counted,
    exported,
    history,
    persons_found,
    register_named,
    row,
    rows,
)
from khuevan.higher.selectors.standards import (
    assessed,
    cycle,
    frozen,
    known,
    overview,
    published,
    published_years,
)

__all__ = [
    "Wanted", "as_of", "as_text", "assessed", "corrections", "counted", "counts", "cycle", "decisions",
    "exported", "figures", "frozen", "history", "institution", "institutions", "kind_of", "known", "overview",
    "path_of",
    "persons_found", "published", "published_years", "register_named", "row", "rows", "studies_of",
    "told_of_degree", "without_degree",
]  # fmt: skip
