"""The tables of this room."""

from khuevan.schooling.models.care import Absence, AbsenceTotal, AttendanceMonth, HealthCheck, Support
from khuevan.schooling.models.enrolments import Departure, Enrolment, SchoolClass, YearResult
from khuevan.schooling.models.staff import Employment, Qualification, StaffYear, Teaching
from khuevan.schooling.models.turnover import Reason, TurnOver

__all__ = [
    "Absence", "AbsenceTotal", "AttendanceMonth", "Departure", "Employment", "Enrolment", "HealthCheck",
    "Qualification", "Reason", "SchoolClass", "StaffYear", "Support", "Teaching", "TurnOver", "YearResult",
]  # fmt: skip
