from __future__ import annotations

from collections.abc import Mapping

from khuevan_kernel.grading._judged import Judged, Missing
from khuevan_kernel.grading._regulations import Primary
from khuevan_kernel.law import Citation, Provision

WORDS = {
    "HTXS": ("Hoàn thành xuất sắc", "Completed with excellence"), "HTT": ("Hoàn thành tốt", "Completed well"),
    "HT": ("Hoàn thành", "Completed"), "CHT": ("Chưa hoàn thành", "Not yet completed"),
}  # fmt: skip
LAST_GRADE = 5


def year_level(
    law: Provision[Primary],
    *,
    subjects: Mapping[str, str | None],
    qualities: Mapping[str, str | None],
    tests: Mapping[str, int | None],
) -> Judged:
    """The year's level (Art. 9.2): ``HTXS``, ``HTT``, ``HT`` or ``CHT``.

    ``subjects`` are T, H, C by subject, ``qualities`` T, Đ, C by quality and competence, ``tests`` the whole
    marks of the year's last tests. An exempt subject (``M``) counts for nothing. ``Missing`` names what is
    not there.
    """
    absent = [n for group in (subjects, qualities, tests) for n, value in group.items() if value is None]
    if absent or not subjects or not qualities:
        raise Missing(*absent or ("*",))
    lowest = min((mark for mark in tests.values() if mark is not None), default=10)
    subject_levels = set(subjects.values()) - {"M"}
    quality_levels = set(qualities.values())
    if subject_levels <= {"T"} and quality_levels <= {"T"} and lowest >= law.says.levels["HTT"]:
        value = "HTXS" if lowest >= law.says.levels["HTXS"] else "HTT"
    elif subject_levels <= {"T", "H"} and quality_levels <= {"T", "Đ"} and lowest >= law.says.levels["HT"]:
        value = "HT"
    else:
        value = "CHT"
    vi, en = WORDS[value]
    return Judged(
        value,
        (Citation(law.cites.text, "Điều 9 khoản 2"),),
        f"{vi}: môn học {_list(subject_levels)}, phẩm chất, năng lực {_list(quality_levels)},"
        f" bài kiểm tra thấp nhất {lowest} điểm.",
        f"{en}: subjects {_list(subject_levels)}, qualities and competences {_list(quality_levels)},"
        f" lowest test mark {lowest}.",
    )


def outcome(law: Provision[Primary], *, grade: int, level: str, head_agrees: bool = False) -> Judged:
    """``promoted``, ``completed`` (grade 5), or ``guided``: helped and assessed again (Art. 11).

    ``head_agrees``: after such help, the head lets the pupil go up though the level is ``CHT``.
    """
    because = (Citation(law.cites.text, "Điều 11"),)
    vi, en = WORDS[level]
    if level == "CHT" and not head_agrees:
        return Judged(
            "guided",
            because,
            f"Được hướng dẫn, giúp đỡ và đánh giá bổ sung: {vi}.",
            f"Is helped and assessed again: {en}.",
        )
    if grade == LAST_GRADE:
        return Judged(
            "completed",
            because,
            f"Hoàn thành chương trình tiểu học: {vi}.",
            f"Completes primary school: {en}.",
        )
    return Judged("promoted", because, f"Được lên lớp: {vi}.", f"Goes up a class: {en}.")


def title(law: Provision[Primary], *, level: str, endorsed: bool) -> Judged:
    """``HSXS``, ``HSTB`` or none (Art. 13.1); ``endorsed``: the class agrees that the pupil stands out."""
    because = (Citation(law.cites.text, "Điều 13 khoản 1"),)
    if level == "HTXS":
        return Judged(
            "HSXS",
            because,
            "Học sinh Xuất sắc: Hoàn thành xuất sắc.",
            "Outstanding pupil: completed with excellence.",
        )
    if level == "HTT" and endorsed:
        return Judged(
            "HSTB",
            because,
            "Học sinh Tiêu biểu: Hoàn thành tốt, nổi trội ở một môn hay phẩm chất, được lớp công nhận.",
            "Exemplary pupil: completed well, stands out in a subject or quality, the class agrees.",
        )
    return Judged("", because, "", "")


def _list(levels: set[str | None]) -> str:
    return "/".join(one for one in ("T", "H", "Đ", "C") if one in levels) or "—"
