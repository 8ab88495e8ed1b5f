"""Numbers of a person beside the national one: what may be noted, and how one ends."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from khuevan.people.contracts.editing import IdentifierRecord
from khuevan.people.rules.editing import NoSuchCode, TooLong, Wrong, WrongFact
from khuevan_kernel.identity import tidy
from khuevan_kernel.law import Refusal, msgid

SCHEMES = ("moet", "passport", "birth", "old_id", "health", "social", "residence", "other")
ENDINGS = ("replaced", "wrong")
IDENTIFIER = ("scheme", "value", "issuer", "since", "until", "status")
_LENGTHS = {"value": 30, "issuer": 120}
_VALUE = re.compile(r"[\w./-]+")


class NumberMissing(WrongFact):
    """No number, or signs that no issuer puts in one."""

    code = "people.identifier-missing"
    says = msgid("Chưa có số, hoặc số có ký tự lạ.")
    remedy = msgid("Ghi đúng như trên giấy tờ: chữ, số, dấu chấm, gạch chéo và gạch nối.")


class IssuerMissing(WrongFact):
    """Nobody is named who gave the number."""

    code = "people.issuer-missing"
    says = msgid("Chưa ghi nơi cấp.")
    remedy = msgid("Ghi cơ quan đã cấp số này.")


class DaysInDisorder(WrongFact):
    """A validity that begins in the future, or ends before it begins."""

    code = "people.identifier-days"
    says = msgid("Thời hạn không hợp lý: bắt đầu ở tương lai, hoặc kết thúc trước khi bắt đầu.")
    remedy = msgid("Xem lại ngày cấp và ngày hết hạn trên giấy tờ.")


class HeldAlready(Refusal):
    """The person holds this very number already."""

    code = "people.identifier-held"
    says = msgid("Hồ sơ đã có số này.")
    remedy = msgid("Xem danh sách số đang dùng; không cần ghi lại.")


class EndedAlready(Refusal):
    """The number has ended, or is the national one, which the record itself says."""

    code = "people.identifier-ended"
    says = msgid("Số này đã kết thúc, hoặc là số định danh cá nhân.")
    remedy = msgid("Số định danh cá nhân được sửa ở trang sửa hồ sơ.")


def identifier_wrongs(told: IdentifierRecord, *, on: date) -> tuple[IdentifierRecord, list[Wrong]]:
    """A number as the register writes it, and everything that cannot be of it on a day."""
    tidied = replace(told, value="".join(told.value.split()).upper(), issuer=tidy(told.issuer))
    found = [] if told.scheme in SCHEMES else [Wrong("scheme", NoSuchCode())]
    if not _VALUE.fullmatch(tidied.value):
        found.append(Wrong("value", NumberMissing()))
    if not tidied.issuer:
        found.append(Wrong("issuer", IssuerMissing()))
    for name, most in _LENGTHS.items():
        if len(getattr(tidied, name)) > most:
            found.append(Wrong(name, TooLong(most=most)))
    if told.since and told.since > on:
        found.append(Wrong("since", DaysInDisorder()))
    if told.until and told.since and told.until < told.since:
        found.append(Wrong("until", DaysInDisorder()))
    return tidied, found
