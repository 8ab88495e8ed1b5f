from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from khuevan_kernel.grading._judged import Judged, Missing, half_up, shown
from khuevan_kernel.grading._regulations import LevelRule, Secondary
from khuevan_kernel.law import Citation, Decided, Provision

LEVELS = ("CĐ", "Đ", "K", "T")  # Chưa đạt, Đạt, Khá, Tốt: lowest first
EXEMPT = "M"
LEVEL_WORDS = {
    "T": ("Tốt", "Good"), "K": ("Khá", "Fair"), "Đ": ("Đạt", "Pass"), "CĐ": ("Chưa đạt", "Not yet passed"),
}  # fmt: skip
TITLES = {
    "HSXS": ("Học sinh Xuất sắc", "Outstanding pupil"), "HSG": ("Học sinh Giỏi", "Excellent pupil"),
}  # fmt: skip
LAST_GRADES = frozenset({9, 12})
_BEST = 100

Result = int | str
"""A subject's result: an average in tenths; ``Đ`` or ``CĐ`` where there are no marks; ``M`` where exempt."""


def term_average(
    law: Provision[Secondary],
    *,
    periods: int,
    regular: Sequence[int | None],
    middle: int | None,
    end: int | None,
) -> Decided[int]:
    """ĐTBmhk of a subject of so many ``periods`` a year, all marks and the average in tenths (Art. 9.1.b).

    ``Missing`` names the marks that are not there: ``TX1`` …, ``GK``, ``CK``.
    """
    marks = [*regular, *[None] * (law.says.regular_marks(periods) - len(regular))]
    named = {f"TX{number}": mark for number, mark in enumerate(marks, 1)} | {"GK": middle, "CK": end}
    absent = [name for name, mark in named.items() if mark is None]
    if middle is None or end is None or absent:
        raise Missing(*absent)
    total = sum(mark for mark in marks if mark is not None) + law.says.middle * middle + law.says.end * end
    average = half_up(total, len(marks) + law.says.middle + law.says.end)
    return Decided(average, (_place(law, "Điều 9 khoản 1 điểm b"),))


def year_average(law: Provision[Secondary], first: int | None, second: int | None) -> Decided[int]:
    """ĐTBmcn from the two terms' rounded averages, in tenths (Art. 9.1.b). ``Missing``: ``HK1``, ``HK2``."""
    absent = [name for name, term in (("HK1", first), ("HK2", second)) if term is None]
    if first is None or second is None:
        raise Missing(*absent)
    one, two = law.says.terms
    return Decided(half_up(one * first + two * second, one + two), (_place(law, "Điều 9 khoản 1 điểm b"),))


def comment_term(law: Provision[Secondary], marks: Sequence[str | None]) -> Decided[str]:
    """A term's result of a comment subject: ``Đ`` where every assessment is ``Đ`` (Art. 9.1.a).

    ``marks`` are the regular ones, GK and CK. ``Missing`` names those that are not there.
    """
    absent = [f"ĐG{number}" for number, mark in enumerate(marks, 1) if mark is None]
    if absent or not marks:
        raise Missing(*absent or ("ĐG1",))
    passed = all(mark == "Đ" for mark in marks)
    return Decided("Đ" if passed else "CĐ", (_place(law, "Điều 9 khoản 1 điểm a"),))


def comment_year(law: Provision[Secondary], second: str | None) -> Decided[str]:
    """The year's result of a comment subject: that of the second term (Art. 9.1.a). ``Missing``: ``HK2``."""
    if second is None:
        raise Missing("HK2")
    return Decided(second, (_place(law, "Điều 9 khoản 1 điểm a"),))


def study(law: Provision[Secondary], results: Mapping[str, Result | None]) -> Judged:
    """The level of study of a term or a year from the results by subject (Art. 9.2 and 9.3).

    ``Missing`` names the subjects without a result. An exempt subject counts for nothing.
    """
    absent = [name for name, result in results.items() if result is None]
    if absent or not results:
        raise Missing(*absent or ("*",))
    counted = {name: r for name, r in results.items() if r is not None and r != EXEMPT}
    plain = _level(law.says, counted.values())
    because = _place(law, "Điều 9 khoản 2")
    culprit = next((name for name in counted if _drags(law.says, counted, name, plain)), None)
    if culprit is None:
        vi, en = (
            f"{word}: {why}"
            for word, why in zip(LEVEL_WORDS[LEVELS[plain]], _why(law.says, plain), strict=True)
        )
        return Judged(LEVELS[plain], (because,), f"Học tập {vi}.", f"Study {en}.")
    level = LEVELS[plain + 1]
    vi, en = LEVEL_WORDS[level]
    low_vi, low_en = LEVEL_WORDS[LEVELS[plain]]
    return Judged(
        level,
        (because, _place(law, "Điều 9 khoản 3")),
        f"Học tập {vi}: chỉ một môn làm mức {low_vi} thấp xuống từ hai mức, nên được nâng một mức.",
        f"Study {en}: one subject alone lowered it to {low_en}, two levels or more, so it is raised one.",
    )


def conduct(law: Provision[Secondary], first: str | None, second: str | None) -> Judged:
    """The year's level of conduct (rèn luyện) from its terms (Art. 8.2). ``Missing``: ``HK1``, ``HK2``."""
    absent = [name for name, term in (("HK1", first), ("HK2", second)) if term is None]
    if first is None or second is None:
        raise Missing(*absent)
    one, two = LEVELS.index(first), LEVELS.index(second)
    failed, passed, fair, good = range(4)
    if two == good:
        year = good if one >= fair else fair
    elif two == fair:
        year = fair if one >= passed else passed
    elif two == passed:
        year = fair if one == good else passed
    else:
        year = failed
    (vi, en), (vi_1, en_1), (vi_2, en_2) = (LEVEL_WORDS[level] for level in (LEVELS[year], first, second))
    return Judged(
        LEVELS[year],
        (_place(law, "Điều 8 khoản 2"),),
        f"Rèn luyện cả năm {vi}: học kì 1 {vi_1}, học kì 2 {vi_2}.",
        f"Conduct of the year {en}: term 1 {en_1}, term 2 {en_2}.",
    )


def outcome(
    law: Provision[Secondary],
    *,
    grade: int,
    study: str,
    conduct: str,
    absences: int,
    after_summer: bool = False,
) -> Judged:
    """What follows: ``promoted``, ``completed`` (grades 9, 12), ``retest``, ``training`` or ``repeat``.

    ``study`` and ``conduct`` are the year's levels, after the summer those that replaced them (Art. 12–14);
    ``absences`` are sessions.
    """
    most = law.says.absences
    if absences > most:
        return _repeat(
            law, f"nghỉ {absences} buổi, quá {most} buổi", f"{absences} sessions absent, more than {most}"
        )
    if study != "CĐ" and conduct != "CĐ":
        value, vi, en = (
            ("completed", "Hoàn thành cấp học", "Completes the level")
            if grade in LAST_GRADES
            else ("promoted", "Được lên lớp", "Goes up a class")
        )
        return Judged(
            value,
            (_place(law, "Điều 12 khoản 1"),),
            f"{vi}: rèn luyện và học tập từ mức Đạt, nghỉ {absences} buổi.",
            f"{en}: conduct and study are at least Pass, {absences} sessions absent.",
        )
    if after_summer or study == conduct == "CĐ":
        return _repeat(law, "học tập hoặc rèn luyện Chưa đạt", "study or conduct Not yet passed")
    if study == "CĐ":
        return Judged(
            "retest",
            (_place(law, "Điều 14"),),
            "Kiểm tra, đánh giá lại trong hè các môn chưa đạt: rèn luyện từ mức Đạt, học tập Chưa đạt.",
            "Is assessed again in summer in the subjects not passed: conduct is at least Pass, study is not.",
        )
    return Judged(
        "training",
        (_place(law, "Điều 13"),),
        "Rèn luyện trong kì nghỉ hè: rèn luyện cả năm Chưa đạt.",
        "Trains conduct in summer: conduct of the year Not yet passed.",
    )


def retest_subjects(law: Provision[Secondary], results: Mapping[str, Result]) -> tuple[str, ...]:
    """The subjects in which a pupil may be assessed again: below 5.0, or Chưa đạt (Art. 14)."""
    return tuple(
        name
        for name, result in results.items()
        if result == "CĐ" or (isinstance(result, int) and result < law.says.retest_below)
    )


def title(law: Provision[Secondary], *, study: str, conduct: str, results: Mapping[str, Result]) -> Judged:
    """The year's title: ``HSXS``, ``HSG``, or none (Art. 15.1)."""
    because = (_place(law, "Điều 15 khoản 1"),)
    if study != "T" or conduct != "T":
        return Judged("", because, "", "")
    count, many = law.says.excellent
    high = sum(isinstance(result, int) and result >= many for result in results.values())
    value = "HSXS" if high >= count else "HSG"
    vi, en = TITLES[value]
    return Judged(
        value,
        because,
        f"{vi}: rèn luyện và học tập Tốt, {high} môn từ {shown(many)}.",
        f"{en}: conduct and study Good, {high} subjects of {shown(many, '.')} or more.",
    )


def _level(law: Secondary, results: Iterable[Result]) -> int:
    """The level's place in ``LEVELS`` by Art. 9.2 alone."""
    counted = list(results)
    scores = [r for r in counted if isinstance(r, int)]
    failed = sum(r == "CĐ" for r in counted)
    for place in (3, 2, 1):
        if _meets(law.levels[LEVELS[place]], scores, failed):
            return place
    return 0


def _meets(rule: LevelRule, scores: Sequence[int], failed: int) -> bool:
    many = sum(score >= rule.many for score in scores)
    return failed <= rule.failed and many >= rule.count and all(score >= rule.all for score in scores)


def _drags(law: Secondary, results: Mapping[str, Result], name: str, plain: int) -> bool:
    """Whether a subject alone keeps the level two or more below Tốt or Khá: were its result the best."""
    best: Result = _BEST if isinstance(results[name], int) else "Đ"
    return _level(law, {**results, name: best}.values()) >= plain + 2


def _why(law: Secondary, place: int) -> tuple[str, str]:
    if place == 0:
        return ("chưa đủ điều kiện của mức Đạt", "what Pass asks is not met")
    rule = law.levels[LEVELS[place]]
    return (
        f"các môn từ {shown(rule.all)}, ít nhất {rule.count} môn từ {shown(rule.many)},"
        f" nhiều nhất {rule.failed} môn nhận xét Chưa đạt",
        f"every subject {shown(rule.all, '.')} or more, at least {rule.count} of {shown(rule.many, '.')},"
        f" at most {rule.failed} comment subjects Not yet passed",
    )


def _repeat(law: Provision[Secondary], vi: str, en: str) -> Judged:
    return Judged(
        "repeat", (_place(law, "Điều 12"),), f"Không được lên lớp: {vi}.", f"Repeats the class: {en}."
    )


def _place(law: Provision[Secondary], place: str) -> Citation:
    return Citation(law.cites.text, place)
