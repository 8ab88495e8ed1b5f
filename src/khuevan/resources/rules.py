"""What may stand in premises and conditions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from khuevan.resources.contracts import ROOMS, TOILETS, VALUES, What
from khuevan_kernel.law import Refusal, msgid

FIRST_YEAR = 2020


class PremisesContradict(Refusal):
    """The facts of premises contradict one another."""

    code = "resources.premises-contradict"
    says = msgid("Số liệu mâu thuẫn: %(contradictions)s.")
    remedy = msgid("Sửa các số nêu trên rồi lưu lại.")
    words = {
        **{f"rooms_{name}": msgid("có phòng mà không có diện tích, hoặc ngược lại") for name, _, _ in ROOMS},
        **{
            f"standard_{name}": msgid("số phòng vệ sinh đạt chuẩn nhiều hơn số phòng")
            for name, _, _ in TOILETS
        },
    }


class ReasonMissing(Refusal):
    """A change of what stands needs a reason."""

    code = "resources.reason-missing"
    says = msgid("Chưa có lý do của thay đổi.")
    remedy = msgid("Ghi lý do, ví dụ: xây thêm dãy nhà, kiểm kê lại.")


class ChangedMeanwhile(Refusal):
    """Somebody else changed it since it was opened."""

    code = "resources.changed-meanwhile"
    says = msgid("Số liệu đã được người khác sửa sau khi bạn mở trang này.")
    remedy = msgid("So sánh hai bản bên dưới rồi lưu lại nếu số của bạn đúng.")


class ConditionUnclear(Refusal):
    """What is said of a unit is none of the values, has no decision, or does not follow what stands."""

    code = "resources.condition-unclear"
    says = msgid("Điều kiện chưa rõ: giá trị, ngày hoặc số quyết định.")
    remedy = msgid("Chọn một giá trị trong danh mục, ghi quyết định, và chọn ngày sau lần ghi trước.")


def contradictions(held: Mapping[str, int | bool]) -> list[str]:
    """The facts that contradict others: rooms without area or area without rooms, more standard than all.

    >>> contradictions({"rooms_above": 3, "area_above": 0, "toilets_boys": 1, "standard_boys": 2})
    ['rooms_above', 'standard_boys']
    """
    rooms = [f"rooms_{x}" for x, _, _ in ROOMS if bool(held.get(f"rooms_{x}")) != bool(held.get(f"area_{x}"))]
    toilets = [
        f"standard_{x}" for x, _, _ in TOILETS if held.get(f"standard_{x}", 0) > held.get(f"toilets_{x}", 0)
    ]
    return rooms + toilets


def require_premises(held: Mapping[str, int | bool], reason: str) -> None:
    """Refuses with ``PremisesContradict`` or ``ReasonMissing``."""
    if found := contradictions(held):
        raise PremisesContradict(contradictions=found)
    if not reason.strip():
        raise ReasonMissing()


def require_condition(
    what: str, value: str, since: date, decision: str, *, standing: date | None, on_office: bool
) -> None:
    """Refuses with ``ConditionUnclear``. ``standing`` is since when another value stands; a commune has a
    zone alone."""
    known = value in VALUES.get(what, {}) and (what == What.ZONE or not on_office)
    if not known or not decision.strip() or (standing is not None and since <= standing):
        raise ConditionUnclear()
