"""Every write of this room."""

from khuevan.schooling.services.places import enrol, leave, move, put
from khuevan.schooling.services.years import open_school_year

__all__ = ["enrol", "leave", "move", "open_school_year", "put"]
