"""Every write of this room."""

from khuevan.schooling.services.years import open_school_year

__all__ = ["open_school_year"]
