"""Levels of programmes."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """The level of a programme (trình độ đào tạo)."""

    COLLEGE = "college"  # pedagogical colleges alone stand under the ministry
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"
