"""What rules can look at: each dataset with its columns, said once in both languages.

A column is read from the registers (``base``), or worked out from others of the row or of its neighbours by
``deriving``. Columns that are ``personal`` are never shown in an issue's facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from khuevan.quality.rules.language import Type

_N, _T, _D, _B = Type.NUMBER, Type.TEXT, Type.DATE, Type.BOOL
POLARS: Mapping[Type, pl.DataType] = {_N: pl.Int64(), _T: pl.String(), _D: pl.Date(), _B: pl.Boolean()}


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a dataset. ``helper``: worked out; ``personal``: not for lists and logs."""

    name: str
    type: Type
    vi: str
    en: str
    helper: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows that rules look at: ``key`` is the number that names a row, ``person`` the column of whose it is.

    ``intake`` says which columns a file's rows give, by the name of what is handed in: ours by theirs.
    """

    name: str
    vi: str
    en: str
    key: str
    fields: tuple[Field, ...]
    person: str = ""
    intake: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def types(self) -> dict[str, Type]:
        """What each column holds, by name."""
        return {one.name: one.type for one in self.fields}

    def empty(self) -> pl.DataFrame:
        """A frame of the columns that are read, without rows."""
        return pl.DataFrame(schema={one.name: POLARS[one.type] for one in self.fields if not one.helper})


def _read(name: str, kind: Type, vi: str, en: str) -> Field:
    return Field(name, kind, vi, en)


def _own(name: str, kind: Type, vi: str, en: str) -> Field:
    return Field(name, kind, vi, en, personal=True)


def _made(name: str, kind: Type, vi: str, en: str) -> Field:
    return Field(name, kind, vi, en, helper=True)


_UNIT = (
    _read("unit", _N, "số dòng của đơn vị", "the unit's row number"),
    _read("unit_status", _T, "tình trạng đơn vị: active, suspended, closed", "the unit's state"),
    _read("unit_kind", _T, "loại đơn vị: kindergarten, primary, lower, upper, university…", "kind of unit"),
    _read("unit_sector", _T, "khối: preschool, general, higher, office", "sector of the unit"),
)
_PERSON = (
    _read("person", _N, "số dòng của người", "the person's row number"),
    _own("name", _T, "họ và tên", "name"),
    _own("birth_date", _D, "ngày sinh", "birth date"),
    _read("birth_precision", _T, "ngày sinh rõ đến: d ngày, m tháng, y năm", "birth date known to d, m or y"),
    _read("sex", _N, "giới tính: 0 chưa rõ, 1 nam, 2 nữ", "sex: 0 unknown, 1 male, 2 female"),
    _read(
        "ethnicity", _N, "dân tộc 1–54; 55 nước ngoài, 56 chưa rõ", "ethnicity 1–54; 55 foreign, 56 unknown"
    ),
    _read("nationality", _T, "quốc tịch, mã hai chữ", "nationality, two letters"),
    _own("national", _T, "số định danh cá nhân", "national number"),
    _read("nationals", _N, "có mấy số định danh còn hiệu lực", "how many national numbers are in force"),
)
_OF_PERSON = (
    _made("birth_year", _N, "năm sinh", "year of birth"),
    _made("age", _N, "tuổi: năm của ngày xét trừ năm sinh", "age: the day's year less the year of birth"),
    _made("name_decomposed", _B, "tên lưu ở dạng chữ tách dấu (không phải NFC)", "name is not composed (NFC)"),
    _made("name_capitals", _B, "tên viết toàn chữ hoa", "name is all capitals"),
    _made("name_untidy", _B, "tên có dấu cách thừa", "name has surplus spaces"),
    _made("number_right_shape", _B, "số định danh đủ 12 chữ số", "the number has twelve digits"),
    _made("number_birth_year", _N, "năm sinh đọc từ số định danh", "year of birth by the number"),
    _made("number_sex", _N, "giới tính đọc từ số định danh", "sex by the number"),
    _made("number_place", _T, "ba số đầu của số định danh", "the number's first three digits"),
    _made("number_place_known", _B, "ba số đầu là mã nơi sinh có thật", "the first three digits are a known place"),
)  # fmt: skip

DATASETS: Mapping[str, Dataset] = {one.name: one for one in (
    Dataset("persons", "Người", "Persons", "person", (*_PERSON, *_UNIT,
        _read("guardians", _N, "số người giám hộ đã ghi", "guardians on record"),
        _read("number_holders", _N, "số người cùng mang số định danh này", "persons who hold the same number"),
        *_OF_PERSON), "person"),
    Dataset("enrolments", "Trẻ em, học sinh đang ghi danh", "Enrolled learners", "person", (*_PERSON, *_UNIT,
        _read("school_class", _N, "số dòng của lớp", "the class's row number"),
        _read("grade", _N, "khối lớp: 1–12; mầm non −3 … 0", "grade: 1–12; preschool −3 … 0"),
        _read("status", _T, "tình trạng: studying, left…", "state: studying, left…"),
        _read("class_unit", _N, "trường của lớp", "the class's school"),
        _read("class_grade", _N, "khối của lớp", "the class's grade"),
        _read("guardians", _N, "số người giám hộ đã ghi", "guardians on record"),
        *_OF_PERSON,
        _made("age_over_grade", _N, "tuổi trừ tuổi thường của khối (lớp 1: 6 tuổi)",
              "age less the usual age of the grade (grade 1: 6)"),
        _made("namesakes", _N, "số người cùng họ tên và ngày sinh trong lớp, kể cả người này",
              "learners of the class with this name and birth date, this one included"),
        ), "person"),
    Dataset("classes", "Lớp, nhóm trẻ", "Classes", "school_class", (*_UNIT,
        _read("school_class", _N, "số dòng của lớp", "the class's row number"),
        _read("grade", _N, "khối lớp: 1–12; mầm non −3 … 0", "grade: 1–12; preschool −3 … 0"),
        _read("name", _T, "tên lớp", "name"),
        _read("size", _N, "số người đang học", "learners studying"),
        _read("unit_levels", _T, "các cấp của trường, cách nhau bằng dấu phẩy", "the school's levels"),
        _made("largest", _N, "sĩ số tối đa ở vùng 3 theo thông tư 19, 20/2023", "largest size in zone 3"),
        _made("over_norm", _N, "vượt sĩ số tối đa bao nhiêu", "learners above the largest size"),
        _made("level_of_unit", _B, "khối của lớp thuộc cấp mà trường có", "the grade is of a level of the school"),
        )),
    Dataset("staff", "Nhân sự mầm non, phổ thông", "Staff of preschools and schools", "post",
        (*_PERSON, *_UNIT,
        _read("post", _N, "số dòng của vị trí công tác", "the employment's row number"),
        _read("role", _T, "vị trí: teacher, manager, other", "role: teacher, manager, other"),
        _read("subject", _T, "môn dạy", "subject"),
        _read("degree", _T, "trình độ: college, bachelor, master, doctor", "qualification"),
        _read("since", _D, "làm việc từ ngày", "employed since"),
        *_OF_PERSON,
        _made("age_at_start", _N, "tuổi khi bắt đầu làm việc", "age when employed"),
        _made("posts", _N, "số nơi đang làm việc, trong phạm vi xét", "places of employment within what is looked at"),
        ), "person"),
    Dataset("results", "Kết quả năm học", "Year results", "result", (*_UNIT,
        _read("result", _N, "số của kết quả: người và năm học", "the result's number: person and school year"),
        _read("person", _N, "số dòng của người", "the person's row number"),
        _read("school_year", _N, "năm học, theo năm bắt đầu", "school year, by its first"),
        _read("average", _N, "trung bình năm, phần mười (0–100)", "average in tenths (0–100)"),
        _read("study", _T, "mức học tập: HTXS HTT HT CHT; T K Đ CĐ", "study level"),
        _read("conduct", _T, "mức rèn luyện: T K Đ CĐ", "conduct level"),
        _made("stage", _T, "primary hoặc secondary, theo mức học tập", "primary or secondary, by the study level"),
        ), "person"),
    Dataset("units", "Đơn vị, cơ sở giáo dục", "Units", "unit", (
        *_UNIT,
        _read("name", _T, "tên", "name"), _read("code", _T, "mã do Bộ cấp", "the ministry's code"),
        _read("commune", _T, "mã xã", "commune code"),
        _read("levels", _T, "các cấp học, cách nhau bằng dấu phẩy", "levels, separated by commas"),
        _read("ownership", _N, "1 công lập, 2 dân lập, 3 tư thục", "1 public, 2 people-founded, 3 private"),
        _read("learners", _N, "số người học năm nay", "learners this year"),
        _read("classes", _N, "số lớp năm nay", "classes this year"),
        _read("staff", _N, "số nhân sự đang làm việc", "staff employed"),
        _read("heads", _N, "số người quản lí đang làm việc", "managers employed"),
        _read("teachers", _N, "số giáo viên, giảng viên đang làm việc", "teachers employed"),
        _read("programmes", _N, "số chương trình đào tạo", "programmes"),
        _made("learners_per_teacher", _N, "số người học trên một giáo viên", "learners a teacher"),
        )),
    Dataset("guardians", "Người giám hộ", "Guardians", "guardian", (*_UNIT,
        _read("guardian", _N, "số dòng", "row number"),
        _read("person", _N, "số dòng của trẻ", "the child's row number"),
        _own("name", _T, "họ và tên người giám hộ", "the guardian's name"),
        _read("kinship", _T, "quan hệ: mother, father, other", "kinship"),
        _own("phone", _T, "điện thoại", "phone"),
        _read("account_person", _N, "số dòng hồ sơ riêng của người giám hộ", "the guardian's own record"),
        ), "person"),
    Dataset("students", "Sinh viên, học viên", "Students", "study", (*_PERSON, *_UNIT,
        _read("study", _N, "số dòng hồ sơ học", "the study record's row number"),
        _read("student_code", _T, "mã sinh viên", "student code"),
        _read("state", _T, "tình trạng: studying…", "state: studying…"),
        _read("since", _D, "nhập học ngày", "enrolled on"),
        _read("programme", _N, "số dòng của chương trình", "the programme's row number"),
        _read("programme_level", _T, "trình độ: college, bachelor, master, doctor", "level"),
        _read("programme_since", _D, "chương trình có từ ngày", "the programme's first day"),
        _read("programme_until", _D, "chương trình kết thúc ngày", "the programme's end"),
        _read("programme_unit", _N, "trường của chương trình", "the programme's institution"),
        *_OF_PERSON,
        _made("age_at_start", _N, "tuổi khi nhập học", "age when enrolled"),
        _made("studies", _N, "số chương trình người này đang học ở trường", "programmes this person studies here"),
        _made("code_holders", _N, "số người mang mã sinh viên này ở trường", "holders of the student code here"),
        ), "person"),
    Dataset("lecturers", "Nhân sự giáo dục đại học", "Staff of higher education", "post", (*_PERSON, *_UNIT,
        _read("post", _N, "số dòng của vị trí công tác", "the employment's row number"),
        _read("role", _T, "vị trí: lecturer, manager, other", "role: lecturer, manager, other"),
        _read("degree", _T, "trình độ: bachelor, master, doctor", "qualification"),
        _read("since", _D, "làm việc từ ngày", "employed since"),
        *_OF_PERSON,
        _made("age_at_start", _N, "tuổi khi bắt đầu làm việc", "age when employed"),
        ), "person"),
    Dataset("programmes", "Chương trình đào tạo", "Programmes", "programme", (*_UNIT,
        _read("programme", _N, "số dòng", "row number"),
        _read("field", _T, "mã ngành bảy chữ số", "field of study, seven digits"),
        _read("code", _T, "mã của trường", "the institution's code"),
        _read("name", _T, "tên", "name"), _read("level", _T, "trình độ", "level"),
        _read("since", _D, "từ ngày", "since"), _read("students", _N, "số người đang học", "students"),
        )),
)}  # fmt: skip
