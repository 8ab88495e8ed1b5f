"""The decisions of this room; nothing here touches the database."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar
from unicodedata import normalize

from khuevan.org.contracts import Plan, UnitFacts
from khuevan_kernel.law import Citation, Refusal, msgid

CHANGES = Path(__file__).parents[3] / "regulations" / "territory" / "changes.toml"
CODES = CHANGES.with_name("codes.toml")
KIND_WORDS = (
    "Thành phố", "Tỉnh", "Quận", "Huyện", "Thị xã", "Thị trấn", "Phường", "Xã", "Đặc khu",
)  # fmt: skip
COMMUNES_BEGIN = date(2025, 7, 1)
REGISTER_BEGINS = date(2008, 8, 1)
PLAN_RULES = {
    "each unit once": msgid("mỗi đơn vị chỉ nêu một lần và phải có thật"),
    "a decision is named": msgid("phải ghi số quyết định"),
    "units that are active": msgid("mọi đơn vị phải đang hoạt động"),
    "merge or split": msgid("chỉ sáp nhập hoặc tách"),
    "two units or more": msgid("sáp nhập cần từ hai đơn vị, không có tên mới và đơn vị chuyển đi"),
    "units of one sector, offices of one kind": msgid(
        "các đơn vị phải cùng ngành học, cơ quan phải cùng loại"
    ),
    "no unit below another of them": msgid("không đơn vị nào được trực thuộc đơn vị kia"),
    "one unit and a name for the new one": msgid("tách cần đúng một đơn vị và tên của đơn vị mới"),
    "a unit that has a parent": msgid("đơn vị bị tách phải có đơn vị cấp trên"),
    "units that move stand below the unit": msgid("đơn vị chuyển đi phải trực thuộc đơn vị bị tách"),
    "units that move stand directly below the unit": msgid(
        "đơn vị chuyển đi phải trực thuộc ngay đơn vị bị tách"
    ),
    "nothing lives below a unit that closes": msgid(
        "đơn vị kết thúc không còn đơn vị trực thuộc đang hoạt động"
    ),
    "a living parent that is not below the unit": msgid(
        "cấp trên mới phải đang hoạt động và không trực thuộc chính đơn vị đó"
    ),
}


class FileRefused(Refusal):
    """A file is not the one asked for. ``place``, ``rule`` and ``remedy`` are in its facts."""

    code = "org.file_refused"
    says = msgid("Không nhận tệp này. %(place)s: %(rule)s.")
    remedy = msgid("Cách sửa: %(remedy)s.")


class PeriodWrong(Refusal):
    """A change would begin before the thing it changes, or not change anything."""

    code = "org.period_wrong"
    says = msgid("Ngày %(day)s không nằm trong thời gian của đơn vị, bắt đầu từ %(since)s.")
    remedy = msgid("Chọn một ngày sau khi hiện trạng của đơn vị bắt đầu và trước khi đơn vị kết thúc.")


class CodeTaken(Refusal):
    """Another unit holds that code of that issuer in the period."""

    code = "org.code_taken"
    says = msgid("Mã %(code)s của nơi cấp %(issuer)s đã thuộc một đơn vị khác từ ngày %(since)s.")
    remedy = msgid("Kiểm tra lại mã, hoặc kết thúc mã ở đơn vị kia trước rồi làm lại.")


class PlanWrong(Refusal):
    """The units of a reorganisation do not fit together."""

    code = "org.plan_wrong"
    says = msgid("Các đơn vị này không sáp nhập hoặc tách như vậy được: %(rule)s.")
    remedy = msgid("Sửa danh sách đơn vị, tên mới, ngày hoặc số quyết định rồi xem trước lại.")
    words = PLAN_RULES


class StandsOnIt(Refusal):
    """A unit does not close while something stands on it. The rooms above give their words."""

    code = "org.stands_on_it"
    says = msgid("Chưa kết thúc được %(unit)s: từ ngày đó vẫn còn %(what)s (%(count)s).")
    remedy = msgid("Chuyển đi hoặc kết thúc những gì còn ở đơn vị trước, rồi làm lại.")
    words: ClassVar[dict[str, str]] = {}


class PlanStale(Refusal):
    """Something changed since the preview."""

    code = "org.plan_stale"
    says = msgid("Các đơn vị đã thay đổi kể từ lần xem trước, nên chưa có gì được thực hiện.")
    remedy = msgid("Mở lại trang sáp nhập, tách, xem trước lại rồi xác nhận.")


class ChangesStandOnIt(Refusal):
    """A reorganisation cannot be undone: later changes stand on it."""

    code = "org.changes_stand_on_it"
    says = msgid("Không hoàn tác được: sau lần sáp nhập, tách này đã có thay đổi khác ở %(units)s.")
    remedy = msgid("Hoàn tác những thay đổi đến sau trước, hoặc ghi một thay đổi mới theo quyết định mới.")


@dataclass(frozen=True, slots=True)
class Change:
    """A territory that came to be on a day: its code, its name, and the codes it came from."""

    level: str
    code: str
    full_name: str
    since: date
    came_from: tuple[str, ...]
    cites: Citation


def split_name(full_name: str) -> tuple[str, str]:
    """The kind and the bare name.

    >>> split_name("Thị  trấn Vạn Giã ")
    ('Thị trấn', 'Vạn Giã')
    >>> split_name("Khu vực bãi bồi")
    ('', 'Khu vực bãi bồi')
    """
    whole = " ".join(normalize("NFC", full_name).split())
    for word in KIND_WORDS:
        if whole.casefold().startswith(word.casefold() + " "):
            return word, whole[len(word) + 1 :]
    return "", whole


def changes(path: Path = CHANGES) -> list[Change]:
    """Every province of the register's first day and every change since, oldest first."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Change(version["says"]["level"], code, name, version["since"], tuple(came_from),
               Citation(version["text"], version["place"]))
        for version in document["version"] for code, name, came_from in version["says"]["units"]
    ]  # fmt: skip


def corrected_codes(path: Path = CODES) -> dict[tuple[str, str], str]:
    """The statistics office's code of a commune, by the code and the name that the package gives it."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return {(wrong, name): right for wrong, right, name in document["version"][-1]["says"]["codes"]}


def require_after(day: date, since: date, until: date | None) -> None:
    """A change begins after what it changes, and within its life."""
    if day <= since or (until is not None and day >= until):
        raise PeriodWrong(day=day, since=since, until=until)


def require_empty(unit: str, standing: Mapping[str, int]) -> None:
    """A unit closes once nothing stands on it: ``standing`` is how many of what."""
    for what, count in standing.items():
        raise StandsOnIt(unit=unit, what=what, count=count)


def require_plan(plan: Plan, units: Sequence[UnitFacts], moving: Sequence[UnitFacts]) -> None:
    """A merger takes two or more living units of one sector; a split, one unit and a name for the new one."""
    if len(set(plan.units)) != len(plan.units) or len(units) != len(plan.units):
        raise PlanWrong(rule="each unit once")
    if not plan.decision.strip():
        raise PlanWrong(rule="a decision is named")
    for unit in (*units, *moving):
        if unit.status != "active" or unit.until is not None:
            raise PlanWrong(rule="units that are active", unit=unit.name)
        require_after(plan.day, unit.since, unit.until)
    if plan.kind == "merge":
        _require_merge(plan, units)
    elif plan.kind == "split":
        _require_split(plan, units, moving)
    else:
        raise PlanWrong(rule="merge or split")


def _require_merge(plan: Plan, units: Sequence[UnitFacts]) -> None:
    if len(units) < 2 or plan.moving or plan.name:
        raise PlanWrong(rule="two units or more")
    if len({(unit.kind if unit.sector == "office" else unit.sector) for unit in units}) > 1:
        raise PlanWrong(rule="units of one sector, offices of one kind")
    for one in units:
        for other in units:
            if one.id != other.id and one.path.startswith(other.path):
                raise PlanWrong(rule="no unit below another of them", unit=one.name)


def _require_split(plan: Plan, units: Sequence[UnitFacts], moving: Sequence[UnitFacts]) -> None:
    if len(units) != 1 or not plan.name.strip():
        raise PlanWrong(rule="one unit and a name for the new one")
    if units[0].parent is None:
        raise PlanWrong(rule="a unit that has a parent", unit=units[0].name)
    if len(moving) != len(set(plan.moving)):
        raise PlanWrong(rule="units that move stand below the unit")
    for unit in moving:
        if unit.parent != units[0].id:
            raise PlanWrong(rule="units that move stand directly below the unit", unit=unit.name)
