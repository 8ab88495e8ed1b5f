"""What the review counts, as data with its versions; and its sentences."""

from __future__ import annotations

from pathlib import Path

from khuevan.operations.contracts import Review
from khuevan_kernel.law import Law

DEFINITIONS: Law[dict[str, dict[str, str]]] = Law.from_toml(
    Path(__file__).parents[3] / "regulations" / "indicators" / "review.toml", dict
)

REGISTER = tuple(
    f"{sector}.{what}"
    for sector, whats in (
        ("preschool", ("institutions", "staff", "children")),
        ("general", ("institutions", "staff", "pupils")),
        ("higher", ("institutions", "programmes", "staff", "students")),
    )
    for what in whats
)
# The kinds that figures other than those of institutions are counted by, in the order of their columns.
KIND_WORDS = {
    "nursery": ("Nhà trẻ", "Nursery"),
    "kindergarten": ("Mẫu giáo", "Kindergarten"),
    "primary": ("Tiểu học", "Primary"),
    "lower": ("Trung học cơ sở", "Lower secondary"),
    "upper": ("Trung học phổ thông", "Upper secondary"),
    "college": ("Cao đẳng", "College"),
    "bachelor": ("Đại học", "Bachelor"),
    "master": ("Thạc sĩ", "Master"),
    "doctor": ("Tiến sĩ", "Doctor"),
    "lecturer": ("Giảng viên", "Lecturers"),
    "teacher": ("Giáo viên", "Teachers"),
    "manager": ("Cán bộ quản lí", "Managers"),
    "other": ("Nhân viên", "Other staff"),
}
UNDER_MINISTRY = (
    "Trực thuộc Bộ Giáo dục và Đào tạo",
    "Directly under the Ministry of Education and Training",
)

SENTENCES_VI = (
    ("preschool", "Cơ sở dữ liệu ngành về giáo dục mầm non: {institutions} cơ sở giáo dục mầm non, "
     "{staff} hồ sơ đội ngũ và {children} trẻ."),
    ("general", "Cơ sở dữ liệu ngành về giáo dục phổ thông: {institutions} trường, {staff} hồ sơ đội ngũ và "
     "{pupils} học sinh."),
    ("higher", "Cơ sở dữ liệu giáo dục đại học (HEMIS): {institutions} cơ sở đào tạo, {programmes} "
     "chương trình đào tạo, {staff} hồ sơ cán bộ, giảng viên và {students} người học."),
)  # fmt: skip
SENTENCES_EN = (
    ("preschool", "Sector database of preschool education: {institutions} institutions, {staff} staff "
     "records and {children} children."),
    ("general", "Sector database of general education: {institutions} schools, {staff} staff records and "
     "{pupils} pupils."),
    ("higher", "Higher-education database (HEMIS): {institutions} institutions, {programmes} programmes, "
     "{staff} staff records and {students} students."),
)  # fmt: skip
EXAM_VI = (
    "Kết quả thi tốt nghiệp trung học phổ thông năm {year}: {candidates} thí sinh, {marks} bài có điểm; "
    "{tens} điểm 10 và {fails} điểm liệt (từ 1,0 trở xuống)."
)
EXAM_EN = (
    "Results of the graduation exam of {year}: {candidates} candidates and {marks} marks; {tens} tens and "
    "{fails} failing marks (at most 1.0)."
)


def sentences(review: Review, language: str) -> list[str]:
    """The review in sentences, Vietnamese (``vi``) or English, with numbers as the language writes them."""
    vietnamese = language.startswith("vi")
    told: dict[str, dict[str, str]] = {}
    for figure in review.figures:
        sector, _, what = figure.code.rpartition(".")
        told.setdefault(sector, {})[what] = f"{figure.value:,}".replace(",", "." if vietnamese else ",")
    lines = [
        words.format(**told[sector])
        for sector, words in (SENTENCES_VI if vietnamese else SENTENCES_EN)
        if sector in told
    ]
    years = sorted(
        (sector.removeprefix("exams.") for sector in told if sector.startswith("exams.")), reverse=True
    )
    exam = EXAM_VI if vietnamese else EXAM_EN
    return lines + [exam.format(year=year, **told[f"exams.{year}"]) for year in years]
