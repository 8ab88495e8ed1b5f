"""What other rooms may use of population: the last answer about a person, what waits, and its events."""

from khuevan.population.contracts import DifferenceResolved, Evidence, PersonsChecked, Progress
from khuevan.population.selectors import latest, progress
from khuevan.population.work import due

__all__ = ["DifferenceResolved", "Evidence", "PersonsChecked", "Progress", "due", "latest", "progress"]
