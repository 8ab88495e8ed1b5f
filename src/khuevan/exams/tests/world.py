"""Which year and subject the pages of exams are tried with: the same for everybody, without results."""

from __future__ import annotations

OBJECTS = {
    "exam-year": lambda world, at: {"year": 2026},
    "exam-subject": lambda world, at: {"year": 2026, "subject": "unknown"},
}
