"""Years, roles and the events of this room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from khuevan_kernel.event import Event


class Role(StrEnum):
    """What a member of staff does (vị trí việc làm)."""

    TEACHER = "teacher"
    MANAGER = "manager"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SchoolYearOpened(Event):
    """Enrolments and results of a school year can be kept from now on."""

    name: ClassVar[str] = "schooling.school-year-opened"
    school_year: int
