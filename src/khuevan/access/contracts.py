"""What may be done, and by which roles."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Everything that can be allowed, in one list."""

    ORG_MANAGE = "org.manage"
    PEOPLE_VIEW = "people.view"
    PEOPLE_EDIT = "people.edit"
    SCHOOLING_VIEW = "schooling.view"
    HIGHER_VIEW = "higher.view"
    EXAMS_LOAD = "exams.load"
    INTAKE_RUN = "intake.run"
    ACCESS_GRANT = "access.grant"
    JOURNAL_VIEW = "journal.view"
    REVIEW_VIEW = "review.view"
