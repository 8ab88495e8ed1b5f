"""Where a synthetic country may be built. Pure."""

from __future__ import annotations

from khuevan_kernel.law import Refusal, msgid

SMALLEST, LARGEST = 1e-5, 1.0


class ScaleOutOfRange(Refusal):
    """The scale is not between 0.00001 and 1."""

    code = "nation.scale-out-of-range"
    says = msgid("Tỉ lệ %(scale)s nằm ngoài khoảng từ 0,00001 đến 1.")
    remedy = msgid("Chọn một tỉ lệ trong khoảng đó, ví dụ --scale 0.001.")


class RegisterNotEmpty(Refusal):
    """The register holds units or persons that no synthetic country brought."""

    code = "nation.register-not-empty"
    says = msgid(
        "Cơ sở dữ liệu này đã có đơn vị hoặc hồ sơ người không do lệnh này tạo, nên không có gì bị thay đổi."
    )
    remedy = msgid("Hãy đặt KHUEVAN_HOME (hoặc DATABASE_URL) tới một nơi trống rồi chạy lại.")


class CountryStands(Refusal):
    """A synthetic country stands here already, and it was not said to replace it."""

    code = "nation.country-stands"
    says = msgid("Ở đây đã có một đất nước giả lập; không có gì bị thay đổi.")
    remedy = msgid("Thêm --replace để xoá nó và dựng lại, hoặc đặt KHUEVAN_HOME tới một nơi trống.")


def require_scale(scale: float) -> None:
    """Refuse a scale that no country has."""
    if not SMALLEST <= scale <= LARGEST:
        raise ScaleOutOfRange(scale=scale)


def require_room(*, empty: bool, state: str | None, replace: bool) -> None:
    """Refuse to build over records. ``state``: the standing synthetic country's, ``None`` for none.

    What was left half loaded may always be built again.
    """
    if state is None and not empty:
        raise RegisterNotEmpty()
    if state == "done" and not replace:
        raise CountryStands()
