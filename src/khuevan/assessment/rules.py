"""What may stand in which cell, and who may write there when. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from khuevan.assessment.contracts import HOMEROOM, HOMEROOM_MID, NOTE, SUMMER
from khuevan_kernel import grading
from khuevan_kernel.grading import EntryFault
from khuevan_kernel.law import Citation, Refusal, msgid

CONDUCT, ABSENCE, ENDORSED, HEAD = "conduct", "absence", "endorsed", "head"
"""What a homeroom sheet holds beside qualities, and the head's word: written like subjects."""

MOST_ABSENT = 400
LONGEST_NOTE = 1000
_IN_ORDER = ("T", "K", "H", "Đ", "C", "CĐ", "M")
_LEVELS = frozenset({"T", "K", "Đ", "CĐ"})
_PASSED = frozenset({"Đ", "CĐ"})
_PRIMARY = frozenset({"T", "H", "C"})
_QUALITY = frozenset({"T", "Đ", "C"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: what its cells take, where the law says so, and its titles.

    ``least`` is the lowest mark in tenths, ``None`` where no numbers are taken; ``whole`` takes no decimals.
    ``count`` is a number of sessions, ``text`` a comment. ``head``: for the head alone.
    """

    subject: str
    kind: str
    vi: str
    en: str
    cites: Citation
    words: frozenset[str] = frozenset()
    least: int | None = None
    whole: bool = False
    count: bool = False
    text: bool = False
    head: bool = False

    @property
    def name(self) -> str:
        """How forms name it."""
        return f"{self.subject}.{self.kind}"

    @property
    def takes(self) -> str:
        """The words it takes, as a hint beside the grid."""
        return ", ".join(word for word in _IN_ORDER if word in self.words)


class NotAMark(Refusal):
    """The text is neither a mark nor a word that stands here."""

    code = "assessment.not-a-mark"
    says = msgid("“%(typed)s” không phải là điểm hay mức đánh giá ở cột này.")
    remedy = msgid("Ghi %(takes)s.")


class AboveTen(Refusal):
    """A mark above 10."""

    code = "assessment.above-ten"
    says = msgid("Điểm %(typed)s lớn hơn 10: thang điểm là từ 0 đến 10.")
    remedy = msgid("Ghi điểm từ 0 đến 10, ví dụ 7,5; có thể số bị gõ dư.")


class OneDecimal(Refusal):
    """A mark with two decimals."""

    code = "assessment.one-decimal"
    says = msgid("Điểm %(typed)s có hơn một chữ số thập phân: điểm lấy đến một chữ số sau khi làm tròn.")
    remedy = msgid("Tự làm tròn rồi ghi lại, ví dụ 7,25 thành 7,3.")


class WholeOnly(Refusal):
    """A test at primary school with decimals."""

    code = "assessment.whole-only"
    says = msgid("Điểm %(typed)s có phần thập phân: bài kiểm tra tiểu học không cho điểm thập phân.")
    remedy = msgid("Ghi điểm nguyên từ 0 đến 10.")


class WordNotHere(Refusal):
    """A word where marks stand, or one of another kind of assessment."""

    code = "assessment.word-not-here"
    says = msgid("“%(typed)s” không dùng ở cột này.")
    remedy = msgid("Ghi %(takes)s.")


class NotACount(Refusal):
    """The number of sessions absent is no whole number, or impossible."""

    code = "assessment.not-a-count"
    says = msgid("“%(typed)s” không phải là số buổi nghỉ.")
    remedy = msgid("Ghi một số nguyên; để trống là không nghỉ buổi nào.")


class NoteTooLong(Refusal):
    """A comment that is longer than a page can hold."""

    code = "assessment.note-too-long"
    says = msgid("Nhận xét dài quá %(most)s ký tự.")
    remedy = msgid("Rút ngắn rồi lưu lại.")


class NotOnTheRoll(Refusal):
    """The pupil is not in the class now."""

    code = "assessment.not-on-the-roll"
    says = msgid("Học sinh này không còn học ở lớp: đã chuyển lớp, chuyển trường hoặc thôi học.")
    remedy = msgid("Nhập ở lớp mà học sinh đang học; giáo vụ xem được học sinh đã chuyển đi đâu.")


class NoSuchSubject(Refusal):
    """The grade does not have the subject, or the sheet has no such column."""

    code = "assessment.no-such-subject"
    says = msgid("Khối %(grade)s không có môn hoặc cột này.")
    remedy = msgid("Chọn một môn trong chương trình của khối.")


class Closed(Refusal):
    """Outside the window, and without an exception."""

    code = "assessment.closed"
    says = msgid("Đợt nhập điểm không mở: %(window)s.")
    remedy = msgid("Xin hiệu trưởng mở đợt nhập hoặc cho phép nhập bổ sung, có lý do và thời hạn.")


class NotYours(Refusal):
    """Nobody but the assigned teacher, or the school's own office for them, enters marks."""

    code = "assessment.not-yours"
    says = msgid("Bạn không được phân công môn này của lớp nên chỉ xem được.")
    remedy = msgid("Giáo viên được phân công nhập; giáo vụ hoặc hiệu trưởng của trường nhập hộ được.")


class HeadsWord(Refusal):
    """What the head of the school alone decides."""

    code = "assessment.heads-word"
    says = msgid("Cột này do hiệu trưởng quyết định.")
    remedy = msgid("Trình hiệu trưởng của trường.")


class NotAssessedAgain(Refusal):
    """Only those whom the year's result sends there are assessed again in summer."""

    code = "assessment.not-assessed-again"
    says = msgid("Học sinh này không thuộc diện đánh giá lại môn này trong hè.")
    remedy = msgid("Tính lại kết quả năm học nếu điểm vừa được sửa, rồi xem danh sách phải đánh giá lại.")


class OtherRules(Refusal):
    """The grade was then assessed by an older circular, which is not kept here."""

    code = "assessment.other-rules"
    says = msgid("Khối %(grade)s năm học %(year)s theo thông tư cũ, hệ thống không tính.")
    remedy = msgid("Chỉ nhập kết quả cả năm bằng tệp “Kết quả năm học”.")


class TooMuch(Refusal):
    """One teacher is assigned more than a teacher can teach."""

    code = "assessment.too-much"
    says = msgid("Giáo viên sẽ dạy %(classes)s lớp, %(lessons)s tiết mỗi tuần; nhiều nhất là %(most_classes)s"
                 " lớp và %(most_lessons)s tiết.")  # fmt: skip
    remedy = msgid("Phân công bớt cho người khác, hoặc kết thúc phân công cũ trước.")


class AssignedAlready(Refusal):
    """The same person is responsible already."""

    code = "assessment.assigned-already"
    says = msgid("Người này đang được phân công đúng việc này.")
    remedy = msgid("Không cần làm gì thêm.")


class NotStaff(Refusal):
    """Somebody who does not work at the school cannot teach there."""

    code = "assessment.not-staff"
    says = msgid("Người này không công tác tại trường vào ngày ấy.")
    remedy = msgid("Chọn trong danh sách cán bộ, giáo viên của trường.")


class WindowBackwards(Refusal):
    """A window that ends before it begins, or lasts longer than a year."""

    code = "assessment.window-backwards"
    says = msgid("Ngày kết thúc phải sau ngày bắt đầu và cách không quá một năm.")
    remedy = msgid("Xem lại hai ngày.")


class NoReason(Refusal):
    """An exception needs its reason and a last day that has not passed."""

    code = "assessment.no-reason"
    says = msgid("Cho phép nhập bổ sung phải có lý do và hạn chưa qua.")
    remedy = msgid("Ghi lý do và chọn hạn từ hôm nay trở đi.")


FAULTS: dict[EntryFault, type[Refusal]] = {
    EntryFault.NOT_A_MARK: NotAMark, EntryFault.DECIMALS: OneDecimal, EntryFault.TOO_HIGH: AboveTen,
    EntryFault.WHOLE: WholeOnly, EntryFault.TOO_LOW: NotAMark, EntryFault.NOT_THIS_WORD: WordNotHere,
}  # fmt: skip


@lru_cache(maxsize=512)
def columns(grade: int, school_year: int, sheet: str, term: int) -> tuple[Column, ...]:
    """The columns of a sheet: a subject's code, ``homeroom`` or ``homeroom-mid``.

    Refuses with ``NoSuchSubject`` or ``OtherRules``.
    """
    try:
        found = _primary(grade, school_year, sheet, term) if grade < 6 else _secondary(
            grade, school_year, sheet, term
        )  # fmt: skip
    except grading.OtherCircular:
        raise OtherRules(grade=grade, year=school_year) from None
    if not found:
        raise NoSuchSubject(grading.CURRICULUM.on(grading.decisive_day(school_year)).cites, grade=grade)
    return tuple(found)


def subject(grade: int, school_year: int, code: str) -> grading.Subject | None:
    """A subject of a grade by its code."""
    return next((one for one in grading.subjects(grade, school_year) if one.code == code), None)


def _secondary(grade: int, school_year: int, sheet: str, term: int) -> list[Column]:
    law = grading.secondary(grade, school_year)

    def cites(place: str) -> Citation:
        return Citation(law.cites.text, place)

    if sheet == HOMEROOM:
        found = [Column(CONDUCT, "CK", "Rèn luyện", "Conduct", cites("Điều 8"), _LEVELS)]
        if term != SUMMER:
            found.append(
                Column(ABSENCE, "CK", "Số buổi nghỉ", "Sessions absent", cites("Điều 12"), count=True)
            )
        return [*found, _note(CONDUCT, cites("Điều 5"))]
    one = subject(grade, school_year, sheet)
    if one is None:
        return []
    # An exemption is written once, where the term ends.
    words, least = (_PASSED, None) if one.comment else (frozenset[str](), 0)
    last = words | {"M"}
    if term == SUMMER:
        return [Column(sheet, "CK", "Đánh giá lại", "Assessed again", cites("Điều 14"), words, least)]
    regular = law.says.regular_comment if one.comment else law.says.regular_marks(one.periods[grade])
    return [
        *(
            Column(sheet, f"TX{number}", f"TX{number}", f"TX{number}", cites("Điều 6"), words, least)
            for number in range(1, regular + 1)
        ),
        Column(sheet, "GK", "Giữa kì", "Mid-term", cites("Điều 7"), words, least),
        Column(sheet, "CK", "Cuối kì", "End of term", cites("Điều 7"), last, least),
        _note(sheet, cites("Điều 5")),
    ]


def _primary(grade: int, school_year: int, sheet: str, term: int) -> list[Column]:
    law = grading.primary(grade, school_year)

    def cites(place: str) -> Citation:
        return Citation(law.cites.text, place)

    if sheet in {HOMEROOM, HOMEROOM_MID}:
        kind = "MCK" if sheet == HOMEROOM else "MGK"
        found = [
            Column(code, kind, vi, en, cites("Điều 8"), _QUALITY)
            for code, (vi, en) in law.says.qualities.items()
        ]
        if sheet == HOMEROOM and term == 2:
            found.append(Column(ENDORSED, "CK", "Lớp công nhận", "Class agrees", cites("Điều 13"),
                                frozenset({"Đ"})))  # fmt: skip
        if sheet == HOMEROOM and term == SUMMER:
            found.append(Column(HEAD, "CK", "Hiệu trưởng cho lên lớp", "Head lets go up", cites("Điều 11"),
                                _PASSED, head=True))  # fmt: skip
        return [*found, _note(CONDUCT, cites("Điều 6"))] if sheet == HOMEROOM else found
    one = subject(grade, school_year, sheet)
    if one is None:
        return []
    test = {"least": law.says.least_mark * 10, "whole": True}
    found = []
    if term != SUMMER:
        found.append(Column(sheet, "MGK", "Mức giữa kì", "Level, mid-term", cites("Điều 6"), _PRIMARY))
        if sheet in law.says.middle_tests.get(grade, ()):
            found.append(Column(sheet, "GK", "Kiểm tra giữa kì", "Test, mid-term", cites("Điều 7"), **test))  # type: ignore[arg-type]
    found.append(Column(sheet, "MCK", "Mức cuối kì", "Level, end of term", cites("Điều 6"), _PRIMARY | {"M"}))
    if sheet in law.says.tests.get(grade, ()):
        found.append(Column(sheet, "CK", "Kiểm tra cuối kì", "Test, end of term", cites("Điều 7"), **test))  # type: ignore[arg-type]
    return [*found, _note(sheet, cites("Điều 6"))]


def _note(subject: str, cites: Citation) -> Column:
    return Column(subject, NOTE, "Nhận xét", "Comment", cites, text=True)


def judged(column: Column, typed: str) -> int | None:
    """What a typed mark is kept as; refuses what the law does not have, naming it.

    Not for comments: those are kept as they are typed.
    """
    typed = typed.strip()
    if column.count:
        if not typed:
            return None
        if not typed.isascii() or not typed.isdigit() or int(typed) > MOST_ABSENT:
            raise NotACount(column.cites, typed=typed[:20])
        return int(typed)
    found = grading.read_mark(typed, words=column.words, least=column.least, whole=column.whole)
    if isinstance(found, EntryFault):
        raise FAULTS[found](column.cites, typed=typed[:20], takes=takes(column))
    return found


def takes(column: Column) -> list[str]:
    """What a column takes, for a remedy."""
    numbers = [] if column.least is None else ["0–10" if column.whole else "0–10 (7,5)"]
    return [*numbers, *column.takes.split(", ")] if column.words else numbers


def written(column_subject: str, value: int | None) -> str:
    """A kept value as people write it; sessions absent are counted."""
    if column_subject == ABSENCE:
        return "" if value is None else str(value)
    return grading.as_text(value)


def require_a_window(window: tuple[date, date] | None, *, on: date, extended: bool) -> None:
    """Refuses with ``Closed`` outside the window, unless an exception was granted."""
    if extended or (window is not None and window[0] <= on <= window[1]):
        return
    raise Closed(window=window if window else None)


def require_dates(opens: date, closes: date) -> None:
    """Refuses a window that is none."""
    if not opens <= closes or (closes - opens).days > 366:  # noqa: PLR2004  a year
        raise WindowBackwards()


def require_room(level: str, taught: Iterable[tuple[int, int]], on: date) -> None:
    """Refuses more classes or lessons than one teacher may have: pairs of class and periods a year."""
    law = grading.LOAD.on(on)
    pairs = list(taught)
    classes, periods = len({number for number, _ in pairs}), sum(count for _, count in pairs)
    most = law.says.most_periods(level)
    if classes > law.says.classes or periods > most:
        raise TooMuch(
            law.cites, classes=classes, lessons=-(-periods // law.says.weeks),
            most_classes=law.says.classes, most_lessons=most // law.says.weeks,
        )  # fmt: skip
