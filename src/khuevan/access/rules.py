"""Who may give which role, where, and for how long."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from khuevan.access.contracts import ROLES, Permission, Role
from khuevan_kernel.actor import Actor
from khuevan_kernel.law import Refusal, msgid

LONGEST_GRANT = timedelta(days=5 * 366)
_BRANCH = re.compile(r"/(?:[0-9]+/)*")


class GrantNotYours(Refusal):
    """The giver does not hold, over that branch, the right to grant and everything the role may do."""

    code = "access.grant_not_yours"
    says = msgid("Bạn không có đủ quyền ở nơi này để cấp hoặc thu hồi vai trò đó.")
    remedy = msgid("Nhờ người giữ quyền cấp vai trò ở cấp trên làm việc này.")


class GrantToOneself(Refusal):
    """Nobody gives a role to themselves."""

    code = "access.grant_to_oneself"
    says = msgid("Không ai tự cấp vai trò cho chính mình.")
    remedy = msgid("Nhờ một người khác có quyền cấp vai trò.")


class GrantPeriodWrong(Refusal):
    """A grant begins before it ends, ends in the future, and lasts five years at most."""

    code = "access.grant_period_wrong"
    says = msgid("Thời hạn của vai trò không hợp lệ.")
    remedy = msgid("Ngày hết hiệu lực phải ở sau hôm nay và không quá năm năm.")


class NoSuchBranch(Refusal):
    """The path is not one of a branch: ``/``, ``/1/``, ``/1/14/`` …"""

    code = "access.no_such_branch"
    says = msgid("Không có đơn vị này.")
    remedy = msgid("Chọn lại đơn vị bằng mã của đơn vị đó.")


class NameTaken(Refusal):
    """Another account has this name."""

    code = "access.name_taken"
    says = msgid("Tên đăng nhập này đã thuộc một tài khoản khác.")
    remedy = msgid("Chọn một tên đăng nhập khác.")


class PasswordTooWeak(Refusal):
    """The password does not follow the rules for passwords."""

    code = "access.password_too_weak"
    says = msgid("Mật khẩu này quá ngắn, quá thường gặp hoặc quá giống tên đăng nhập.")
    remedy = msgid("Chọn một câu dài hơn mà chỉ bạn biết, khác với tên đăng nhập.")


class DemoOnly(Refusal):
    """Ready-made persons exist in a demo only."""

    code = "access.demo_only"
    says = msgid("Người mẫu chỉ có trong bản trình diễn.")
    remedy = msgid("Chạy khuevan demo, hoặc tạo tài khoản bằng khuevan access create-operator.")


def may_give(giver: Actor, role: Role, path: str) -> bool:
    """Whether the giver holds, over the whole branch, the right to grant and all that the role may do."""
    wanted = ROLES[role].may | {Permission.ACCESS_GRANT}
    return all(giver.may_at(permission, path) for permission in wanted)


def check_branch(path: str) -> None:
    """Refuse what is not the path of a branch. The closing slash keeps ``/1/3/`` from reaching ``/1/30/``."""
    if not _BRANCH.fullmatch(path):
        raise NoSuchBranch(path=path)


def check_gift(giver: Actor, receiver: str, role: Role, path: str) -> None:
    """Refuse a gift that the giver may not make. ``receiver`` is an actor's id.

    The role's own permissions are asked of the giver, so nobody makes another stronger than they are.
    """
    check_branch(path)
    if giver.id == receiver:
        raise GrantToOneself()
    if not may_give(giver, role, path):
        raise GrantNotYours(role=role, path=path)


def check_period(since: datetime, until: datetime, at: datetime) -> None:
    """Refuse a period that is empty, past, or longer than five years."""
    if not (since < until and at < until and until - since <= LONGEST_GRANT):
        raise GrantPeriodWrong(since=since, until=until)
