"""What may be done, by which roles, and what access tells the rooms above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from khuevan_kernel.event import Event


class Permission(StrEnum):
    """Everything that can be allowed, in one list."""

    ORG_MANAGE = "org.manage"
    PEOPLE_VIEW = "people.view"
    PEOPLE_EDIT = "people.edit"
    PEOPLE_MERGE = "people.merge"
    SCHOOLING_VIEW = "schooling.view"
    SCHOOLING_EDIT = "schooling.edit"
    MARKS_ENTER = "marks.enter"
    MARKS_OPEN = "marks.open"
    REPORTS_SIGN = "reports.sign"
    HIGHER_VIEW = "higher.view"
    HIGHER_EDIT = "higher.edit"
    QUALITY_VIEW = "quality.view"
    QUALITY_RULE = "quality.rule"
    EXAMS_LOAD = "exams.load"
    INTAKE_RUN = "intake.run"
    ACCESS_GRANT = "access.grant"
    JOURNAL_VIEW = "journal.view"
    REVIEW_VIEW = "review.view"


class Role(StrEnum):
    """Who somebody is to the sector. ``ROLES`` says in words what each is, and what it may do."""

    LEARNER = "learner"
    PARENT = "parent"
    TEACHER = "teacher"
    REGISTRAR = "registrar"
    HEAD = "head"
    COMMUNE = "commune"
    PROVINCE = "province"
    UNIVERSITY = "university"
    MINISTRY = "ministry"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A role in the words people read, and its permissions. Without any, one sees one's own record."""

    vi: str
    en: str
    may: frozenset[Permission] = frozenset()

    def title(self, language: str) -> str:
        """The role's name in a language: Vietnamese, or English for anything else."""
        return self.vi if language.startswith("vi") else self.en


_P = Permission
_SCHOOL = frozenset({_P.PEOPLE_VIEW, _P.SCHOOLING_VIEW})
_REGISTRAR = _SCHOOL | {_P.PEOPLE_EDIT, _P.SCHOOLING_EDIT, _P.MARKS_ENTER, _P.INTAKE_RUN, _P.QUALITY_VIEW}
_OFFICE = _REGISTRAR | {_P.REVIEW_VIEW, _P.ACCESS_GRANT, _P.PEOPLE_MERGE, _P.MARKS_OPEN, _P.REPORTS_SIGN}
_IN_GENERAL = {_P.SCHOOLING_VIEW, _P.SCHOOLING_EDIT, _P.MARKS_ENTER, _P.MARKS_OPEN}

ROLES: Mapping[Role, RoleWords] = {
    Role.LEARNER: RoleWords("Người học, thí sinh", "Learner, candidate"),
    Role.PARENT: RoleWords("Cha mẹ, người giám hộ", "Parent, guardian"),
    Role.TEACHER: RoleWords("Giáo viên", "Teacher", _SCHOOL | {_P.MARKS_ENTER}),
    Role.REGISTRAR: RoleWords("Giáo vụ nhà trường", "School registrar", _REGISTRAR),
    Role.HEAD: RoleWords("Hiệu trưởng", "Head of school", _OFFICE),
    Role.COMMUNE: RoleWords(
        "Cán bộ cấp xã", "Commune officer", _SCHOOL | {_P.REVIEW_VIEW, _P.REPORTS_SIGN, _P.QUALITY_VIEW}
    ),
    Role.PROVINCE: RoleWords("Cán bộ Sở", "Province officer", _OFFICE | {_P.ORG_MANAGE}),
    Role.UNIVERSITY: RoleWords(
        "Cán bộ trường đại học",
        "University officer",
        _OFFICE - _IN_GENERAL | {_P.HIGHER_VIEW, _P.HIGHER_EDIT},
    ),
    Role.MINISTRY: RoleWords("Cán bộ Bộ", "Ministry officer", frozenset(Permission)),
    Role.AUDITOR: RoleWords("Kiểm toán", "Auditor", frozenset({_P.JOURNAL_VIEW, _P.REVIEW_VIEW})),
    Role.OPERATOR: RoleWords("Vận hành hệ thống", "Operator", frozenset({_P.JOURNAL_VIEW, _P.ACCESS_GRANT})),
    Role.SYSTEM: RoleWords("Hệ thống kết nối", "System client", frozenset({_P.INTAKE_RUN})),
}


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account as other rooms see it. ``ref`` stands in addresses."""

    id: int
    ref: str
    username: str
    name: str
    about: str
    person: int | None
    active: bool


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A role at a branch of the unit tree for a period. ``live`` as of the moment it was asked for."""

    id: int
    ref: str
    account: AccountFacts
    role: Role
    path: str
    purpose: str
    since: datetime
    until: datetime
    ended_at: datetime | None
    live: bool


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A ready-made person of the demo: a role at a branch, and a person's record where the role needs it.

    ``person`` is a row number in the register of persons, each used once; ``about`` says in Vietnamese
    where they work or learn.
    """

    role: Role
    path: str
    name: str
    about: str = ""
    person: int | None = None


@dataclass(frozen=True, slots=True)
class VerifiedIdentity:
    """Who somebody is by the checked word of an identity provider. Missing claims are empty."""

    issuer: str
    national_id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class AccountCreated(Event):
    """Somebody can sign in."""

    name: ClassVar[str] = "access.account_created"
    how: str


@dataclass(frozen=True, slots=True)
class AccountDisabled(Event):
    """Somebody can no longer sign in, and is signed out everywhere."""

    name: ClassVar[str] = "access.account_disabled"
    reason: str


@dataclass(frozen=True, slots=True)
class AccountLinked(Event):
    """An account has been tied to the record of a person by a national number that an issuer vouches for."""

    name: ClassVar[str] = "access.account_linked"
    issuer: str
    person: int


@dataclass(frozen=True, slots=True)
class GrantGiven(Event):
    """A role was given."""

    name: ClassVar[str] = "access.grant_given"
    grant: int
    role: str
    path: str
    since: datetime
    until: datetime
    purpose: str


@dataclass(frozen=True, slots=True)
class GrantEnded(Event):
    """A role was taken away before its time."""

    name: ClassVar[str] = "access.grant_ended"
    grant: int
    role: str
    path: str


@dataclass(frozen=True, slots=True)
class ReachMoved(Event):
    """Grants follow a branch of the unit tree that was moved. ``subject`` is the branch's new path."""

    name: ClassVar[str] = "access.reach_moved"
    old_path: str
    new_path: str
    grants: int


@dataclass(frozen=True, slots=True)
class DemoPrepared(Event):
    """The demo's ready-made persons were set up."""

    name: ClassVar[str] = "access.demo_prepared"
    persons: int
