"""The tables of this room."""

from khuevan.schooling.models.enrolments import Employment, Enrolment, SchoolClass, YearResult

__all__ = ["Employment", "Enrolment", "SchoolClass", "YearResult"]
