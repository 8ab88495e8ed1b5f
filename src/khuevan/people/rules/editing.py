"""What a record may say, whose change stands when two made one, and what an edit has to have."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from khuevan.people.contracts.editing import GuardianRecord, PersonFacts
from khuevan_kernel.identity import AGES, ETHNICITIES, disbelieved, doubts, tidy
from khuevan_kernel.law import Citation, Refusal, msgid

FACTS = tuple(one.name for one in fields(PersonFacts))
KINDS = tuple(AGES.on(date(2026, 1, 1)).says)
GUARDIAN = tuple(one.name for one in fields(GuardianRecord) if one.name not in {"number", "person"})
KINSHIPS = ("mother", "father", "other")
SEXES = Citation("QCVN 109:2017/BTTTT", "danh mục giới tính")
GROUPS = Citation("Quyết định 121-TCTK/PPCĐ", "danh mục các dân tộc")
_BIRTH = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LENGTHS = {"name": 120, "family": 60, "middle": 60, "given": 60, "national": 30}
_DETAIL = 250


class WrongFact(Refusal):
    """One field of a record cannot be so."""

    code = "people.wrong-fact"
    says = msgid("Giá trị này không hợp lệ.")
    remedy = msgid("Sửa lại theo giấy tờ.")


class NameMissing(WrongFact):
    """A person without a name."""

    code = "people.name-missing"
    says = msgid("Chưa có họ và tên.")
    remedy = msgid("Ghi đầy đủ như trong giấy khai sinh.")


class NameUnreadable(WrongFact):
    """Signs that are no part of a name."""

    code = "people.name-unreadable"
    says = msgid("Có ký tự không đọc được hoặc chữ số.")
    remedy = msgid("Gõ lại; chữ cái, dấu cách, dấu nháy và gạch nối đều được.")


class TooLong(WrongFact):
    """More signs than the register keeps."""

    code = "people.too-long"
    says = msgid("Dài quá %(most)s ký tự.")
    remedy = msgid("Viết gọn lại.")


class NoSuchDay(WrongFact):
    """A birth date that the calendar does not have."""

    code = "people.no-such-day"
    says = msgid("Ngày sinh này không có trong lịch.")
    remedy = msgid("Ghi ngày/tháng/năm; chưa rõ ngày thì ghi tháng/năm hoặc chỉ năm.")


class BornAhead(WrongFact):
    """Born in the future."""

    code = "people.born-ahead"
    says = msgid("Ngày sinh ở tương lai.")
    remedy = msgid("Kiểm tra năm sinh.")


class AgeUnbelieved(WrongFact):
    """Too young or too old for what the person is."""

    code = "people.age-unbelieved"
    says = msgid("Tuổi theo ngày sinh này nằm ngoài khoảng %(least)s–%(most)s tuổi.")
    remedy = msgid("Kiểm tra năm sinh theo giấy khai sinh.")


class CenturyOff(WrongFact):
    """The year is a hundred off."""

    code = "people.century-off"
    says = msgid("Năm sinh có lẽ lệch một trăm năm: tuổi nằm ngoài khoảng %(least)s–%(most)s tuổi.")
    remedy = msgid("Nếu đúng là năm %(meant)s thì ghi năm đó.")


class NoSuchCode(WrongFact):
    """A code that its list does not have."""

    code = "people.no-such-code"
    says = msgid("Danh mục không có mã này.")
    remedy = msgid("Chọn một giá trị của danh mục.")


class NoSuchPlace(WrongFact):
    """A place that territory does not have, or has more than once."""

    code = "people.no-such-place"
    says = msgid("Không tìm thấy xã, phường hoặc tỉnh này.")
    remedy = msgid("Ghi mã 5 số của xã, mã 2 số của tỉnh; hoặc để trống và ghi ở phần địa chỉ.")


class ReasonMissing(Refusal):
    """A record is changed without a word why."""

    code = "people.reason-missing"
    says = msgid("Chưa có lý do sửa.")
    remedy = msgid("Nêu giấy tờ đã xem; lý do nằm lại trong lịch sử hồ sơ.")


class NothingChanged(Refusal):
    """An edit that changes nothing."""

    code = "people.nothing-changed"
    says = msgid("Chưa có gì thay đổi.")
    remedy = msgid("Sửa ít nhất một mục, hoặc quay lại hồ sơ.")


class ChangedMeanwhile(Refusal):
    """Somebody else changed the record after this editor opened it."""

    code = "people.changed-meanwhile"
    says = msgid("Người khác vừa sửa hồ sơ này.")
    remedy = msgid("Xem hai bản cạnh nhau và chọn từng mục.")


class BirthMissing(WrongFact):
    """Nothing of the day of birth of somebody who is entered by hand."""

    code = "people.birth-missing"
    says = msgid("Chưa có ngày sinh.")
    remedy = msgid("Chưa rõ ngày thì ghi tháng/năm, hoặc chỉ năm.")


class LooksLikeSomebody(Refusal):
    """Records that may be the person stand in the register, and nobody has decided about them."""

    code = "people.looks-like-somebody"
    says = msgid("Trong hệ thống đã có hồ sơ có thể là của người này.")
    remedy = msgid("Xem từng hồ sơ: nếu đúng người thì dùng hồ sơ đó, nếu là người khác thì ghi lý do.")


class UndoneAlready(Refusal):
    """What an edit changed has been changed again since."""

    code = "people.undone-already"
    says = msgid("Những mục này đã được sửa tiếp sau lần sửa đó.")
    remedy = msgid("Mở trang sửa hồ sơ và ghi giá trị đúng.")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one field of a record."""

    field: str
    refusal: WrongFact


def tidied(facts: PersonFacts) -> PersonFacts:
    """Facts as the register writes them: names composed (NFC) with single spaces, numbers without spaces."""
    texts: dict[str, Any] = {
        name: tidy(value) for name, value in facts.fields().items() if isinstance(value, str)
    }
    texts["national"] = "".join(texts["national"].split())
    return replace(facts, **texts)


def birth_of(text: str) -> tuple[date, str] | None:
    """The first day that a birth date may be, and how much is known: ``d``, ``m`` or ``y``.

    >>> birth_of("2012-05"), birth_of("2012-02-30"), birth_of("")
    ((datetime.date(2012, 5, 1), 'm'), None, None)
    """
    found = _BIRTH.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if not (1 <= year <= date.max.year and month <= 12) or (found[2] and not month) or (found[3] and not day):
        return None
    if day > calendar.monthrange(year, month or 1)[1]:
        return None
    return date(year, month or 1, day or 1), "d" if day else "m" if month else "y"


def wrongs(facts: PersonFacts, *, on: date, kind: str, places: Collection[str]) -> list[Wrong]:
    """Everything that facts cannot say on a day of a ``kind`` of person; ``places`` are the codes there are.

    A national number is never among them: one that does not fit is doubted (``number_doubts``) and kept.
    """
    found = [*_names(facts), *_birth(facts.birth, on, kind)]
    if facts.sex not in (0, 1, 2):
        found.append(Wrong("sex", NoSuchCode(SEXES)))
    if facts.ethnicity not in ETHNICITIES:
        found.append(Wrong("ethnicity", NoSuchCode(GROUPS)))
    if not _COUNTRY.fullmatch(facts.nationality):
        found.append(Wrong("nationality", NoSuchCode(Citation("ISO 3166-1", "alpha-2"))))
    if len(facts.national) > _LENGTHS["national"]:
        found.append(Wrong("national", TooLong(most=_LENGTHS["national"])))
    for place in ("birthplace", "hometown", "residence"):
        code, detail = getattr(facts, place), getattr(facts, f"{place}_detail")
        if code and code not in places:
            found.append(Wrong(place, NoSuchPlace()))
        if len(detail) > _DETAIL:
            found.append(Wrong(f"{place}_detail", TooLong(most=_DETAIL)))
    return found


def _names(facts: PersonFacts) -> list[Wrong]:
    found = [] if facts.name else [Wrong("name", NameMissing())]
    for part in ("name", "family", "middle", "given"):
        text = getattr(facts, part)
        if len(text) > _LENGTHS[part]:
            found.append(Wrong(part, TooLong(most=_LENGTHS[part])))
        elif any(unicodedata.category(sign)[0] in "CN" or sign == "\ufffd" for sign in text):
            found.append(Wrong(part, NameUnreadable()))
    return found


def _birth(text: str, on: date, kind: str) -> list[Wrong]:
    if not text:
        return []
    born = birth_of(text)
    if born is None:
        return [Wrong("birth", NoSuchDay())]
    doubt = disbelieved(born[0], on, kind)
    if doubt is None:
        return []
    if doubt.meant:
        told = {"least": doubt.least, "most": doubt.most, "meant": doubt.meant}
        return [Wrong("birth", CenturyOff(doubt.because, **told))]
    if born[0] > on:
        return [Wrong("birth", BornAhead(doubt.because))]
    return [Wrong("birth", AgeUnbelieved(doubt.because, least=doubt.least, most=doubt.most))]


def number_doubts(facts: PersonFacts) -> tuple[str, ...]:
    """What of the national number does not fit the facts; nothing where there is no number."""
    born = birth_of(facts.birth)
    year = born[0].year if born else None
    return doubts(facts.national, year, facts.sex) if facts.national else ()


def require_right(found: list[Wrong]) -> None:
    """Refuses with the first of what is wrong."""
    if found:
        raise found[0].refusal


def require_a_reason(reason: str) -> None:
    """Refuses with ``ReasonMissing`` a change of which nobody could tell why."""
    if not reason.strip():
        raise ReasonMissing()


def differing(one: PersonFacts, other: PersonFacts) -> tuple[str, ...]:
    """The fields in which two versions differ."""
    return tuple(name for name in FACTS if getattr(one, name) != getattr(other, name))


def chosen(
    seen: PersonFacts, mine: PersonFacts, theirs: PersonFacts, choices: Mapping[str, str]
) -> tuple[PersonFacts, tuple[str, ...]]:
    """One version out of two that both began at ``seen``, and the fields that still have to be chosen.

    ``choices`` says ``mine`` or ``theirs`` by field. What only one of the two changed stands as they have it,
    unless chosen otherwise; what both changed, and differently, is theirs until it is chosen.
    """
    open_fields, taken = [], {}
    for name in differing(mine, theirs):
        base, ours, others = (getattr(one, name) for one in (seen, mine, theirs))
        choice = choices.get(name) or ("theirs" if ours == base else "mine" if others == base else "")
        if choice == "mine":
            taken[name] = ours
        elif choice != "theirs":
            open_fields.append(name)
    return replace(theirs, **taken), tuple(open_fields)


def tidied_guardian(guardian: GuardianRecord, *, on: date) -> GuardianRecord:
    """A guardian as the register writes it. Refuses the first thing that cannot be."""
    tidy_one, found = guardian_wrongs(guardian, on=on)
    require_right(found)
    return tidy_one


def guardian_wrongs(guardian: GuardianRecord, *, on: date) -> tuple[GuardianRecord, list[Wrong]]:
    """A guardian as the register writes it, and everything that cannot be of it."""
    tidy_one = replace(
        guardian, name=tidy(guardian.name), phone=re.sub(r"[\s.-]", "", guardian.phone),
        national="".join(guardian.national.split()), job=tidy(guardian.job),
    )  # fmt: skip
    found = _names(PersonFacts(tidy_one.name))
    if tidy_one.kinship not in KINSHIPS:
        found.append(Wrong("kinship", NoSuchCode()))
    if tidy_one.born_year is not None:
        found += [
            Wrong("born_year", wrong.refusal) for wrong in _birth(f"{tidy_one.born_year}", on, "person")
        ]
    limits = {"phone": 15, "national": 12, "job": 100}
    found += [Wrong(n, TooLong(most=most)) for n, most in limits.items() if len(getattr(tidy_one, n)) > most]
    return tidy_one, found
