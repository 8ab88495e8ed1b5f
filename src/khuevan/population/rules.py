"""Comparing a record with what the population database holds, and what a resolution has to have."""

from __future__ import annotations

from khuevan.population.contracts import FIELDS, Found, Held, Question
from khuevan_kernel.identity import tidy
from khuevan_kernel.law import Refusal, msgid

RESOLUTIONS = ("accepted", "kept")


class Unreachable(Refusal):
    """The population database does not answer, or not sensibly. Nothing waits for it."""

    code = "population.unreachable"
    says = msgid("Chưa hỏi được cơ sở dữ liệu dân cư.")
    remedy = msgid("Hồ sơ vẫn dùng bình thường; hãy hỏi lại sau.")


class NotConnected(Unreachable):
    """No way to the population database is set up here."""

    code = "population.not-connected"
    says = msgid("Nơi này chưa nối với cơ sở dữ liệu dân cư.")
    remedy = msgid("Hồ sơ vẫn dùng bình thường; người vận hành đặt KHUEVAN_POPULATION_URL khi nối được.")


class NoNumber(Refusal):
    """A person without a number cannot be asked about."""

    code = "population.no-number"
    says = msgid("Hồ sơ chưa có số định danh nên chưa hỏi được.")
    remedy = msgid("Hồ sơ vẫn dùng bình thường; thêm số khi có giấy tờ.")


class ReasonMissing(Refusal):
    """A difference is resolved without a word why."""

    code = "population.reason-missing"
    says = msgid("Chưa ghi lý do, hoặc chưa chọn cách xử lý.")
    remedy = msgid("Chọn một cách và nêu giấy tờ đã xem.")


class ResolvedAlready(Refusal):
    """The difference was resolved, or a newer answer replaced it."""

    code = "population.resolved-already"
    says = msgid("Khác biệt này đã được xử lý, hoặc đã có câu trả lời mới hơn.")
    remedy = msgid("Mở lại danh sách để xem những gì còn chờ.")


class NothingToAccept(Refusal):
    """The population database no longer says anything different."""

    code = "population.nothing-to-accept"
    says = msgid("Cơ sở dữ liệu dân cư không còn nói khác hồ sơ.")
    remedy = msgid("Không cần sửa gì; kết quả mới đã được lưu.")


def compared(asked: Question, held: Held | None) -> Found:
    """The result of each field: ``verified``, ``mismatch``, or ``unknown`` where one side has nothing.

    A name is the same whatever its case and the way its tone marks are written; a birth date as far as both
    sides know it. Somebody is verified where no field differs and name or birth date agree.
    """
    if held is None:
        return Found("not_found", {}, {})
    fields = {
        "name": _same(_plain(asked.name), _plain(held.name)),
        "birth": _birth(asked.birth, held.birth),
        "sex": _same(str(asked.sex or ""), str(held.sex or "")),
    }
    wrong = [name for name in FIELDS if fields[name] == "mismatch"]
    known = "verified" in (fields["name"], fields["birth"])
    shown = {name: masked(name, str(getattr(held, name))) for name in wrong}
    return Found("mismatch" if wrong or not known else "verified", fields, shown)


def _plain(name: str) -> str:
    return tidy(name).casefold()


def _same(own: str, theirs: str) -> str:
    return "unknown" if not own or not theirs else "verified" if own == theirs else "mismatch"


def _birth(own: str, theirs: str) -> str:
    length = min(len(own), len(theirs))
    return _same(own[:length], theirs[:length])


def masked(field: str, value: str) -> str:
    """What of a foreign value is enough to recognise it: initials of a name, the year of a birth date.

    >>> masked("name", "Lò Thị Mây"), masked("birth", "2012-05-01"), masked("sex", "2")
    ('L• T• M•', '2012', '2')
    """
    if field == "name":
        return " ".join(f"{word[0]}•" for word in value.split())
    return value[:4] if field == "birth" else value


def require_a_resolution(resolution: str, reason: str) -> None:
    """Refuses with ``ReasonMissing`` what nobody could follow later."""
    if resolution not in RESOLUTIONS or not reason.strip():
        raise ReasonMissing()
