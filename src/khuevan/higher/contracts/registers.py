"""The registers of this room, each said once: from it come its pages, its form, its file and its export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from khuevan.higher.contracts import lists
from khuevan.intake.contracts import Code, Column, Description, Kind, Rule
from khuevan.people.contracts.naming import PersonNamed

VERSION = "2026.1"
EARLIEST = date(1900, 1, 1)
_ASKED = pl.lit(True)  # of the register, in the room's check, not of the row alone


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """A register: its slug in addresses, what a row is, and how its pages show it.

    ``shown`` are the columns of the list, ``filters`` those that the address filters by, ``fixed`` those that
    no form changes. ``person`` says that a row is somebody's. ``search`` is the column that words are looked
    for in.
    """

    slug: str
    description: Description
    shown: tuple[str, ...]
    filters: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    person: bool = False
    search: str = ""

    @property
    def editable(self) -> tuple[Column, ...]:
        kept = {"institution", *self.description.key, *self.fixed}
        return tuple(one for one in self.description.columns if one.name not in kept)


@dataclass(frozen=True, slots=True)
class RowFacts:
    """A row of a register. ``values`` are by column; ``fingerprint`` stands for all of them."""

    reference: str
    number: int
    unit: int
    unit_name: str
    values: Mapping[str, Any]
    fingerprint: str
    person: PersonNamed | None = None


def _text(name: str, vi: str, en: str, length: int = 200, **more: Any) -> Column:
    return Column(name, vi, en, length=length, **more)


def _id(name: str, vi: str, en: str, length: int = 20, **more: Any) -> Column:
    return Column(name, vi, en, Kind.ID, length=length, pattern=rf"[0-9A-Za-zĐđ._/-]{{1,{length}}}", **more)


def _code(name: str, vi: str, en: str, values: tuple[Code, ...], **more: Any) -> Column:
    return Column(name, vi, en, Kind.CODE, codes=values, **more)


def _day(name: str, vi: str, en: str, **more: Any) -> Column:
    return Column(name, vi, en, Kind.DATE, least=EARLIEST, **more)


def _count(name: str, vi: str, en: str, most: int = 10_000_000, **more: Any) -> Column:
    return Column(name, vi, en, Kind.INTEGER, least=0, most=most, **more)


def _flag(name: str, vi: str, en: str, **more: Any) -> Column:
    return Column(name, vi, en, Kind.BOOL, **more)


_INSTITUTION = _id("institution", "Mã cơ sở", "Institution code", required=True)
_SINCE = _day("since", "Từ ngày", "Since", required=True)
_UNTIL = _day("until", "Đến trước ngày", "Until")
_DECISION = _text("decision", "Số quyết định", "Decision", 60)
_YEAR = Column("year", "Năm", "Year", Kind.INTEGER, required=True, least=1990, most=2100)
_FIELD = Column(
    "field", "Mã ngành", "Field code", Kind.ID, required=True, length=7, pattern="[5-9][0-9]{6}",
    note_vi="Bảy chữ số, Thông tư 09/2022/TT-BGDĐT.", note_en="Seven digits, circular 09/2022.",
)  # fmt: skip
_PERSON = (
    Column("person", "Mã ngành giáo dục", "Sector code", Kind.ID, length=11, pattern="[0-9]{11}",
           note_vi="Người đã có trong hệ thống; để trống nếu là người mới.",
           note_en="Of a known person; empty for a new one."),
    _text("name", "Họ và tên", "Name", 120),
    Column("birth_date", "Ngày sinh", "Birth date", Kind.PARTIAL),
    _code("sex", "Giới tính", "Sex", (Code("1", "Nam", "Male"), Code("2", "Nữ", "Female"))),
    Column("national_id", "Số định danh cá nhân", "National number", Kind.ID, length=12, pattern="[0-9]{12}"),
)  # fmt: skip
_DATES_IN_ORDER = Rule(
    "KV-H-0002", "Ngày kết thúc phải sau ngày bắt đầu.", "The end must follow the beginning.",
    pl.col("until") > pl.col("since"), ("until",),
)  # fmt: skip


def _rule(number: int, vi: str, en: str, column: str, holds: pl.Expr = _ASKED, provision: str = "") -> Rule:
    return Rule(f"KV-H-{number:04}", vi, en, holds, (column,), provision)


REACHED = _rule(
    1,
    "Không có cơ sở mang mã này trong phạm vi của bạn.",
    "No institution of this code is in your reach.",
    "institution",
)
FUTURE = _rule(9, "Ngày không được ở tương lai.", "The day is in the future.", "since")
KNOWN_FIELD = _rule(
    3,
    "Mã ngành không hợp lệ hoặc không khớp trình độ.",
    "The field's code is unknown or not of this level.",
    "field",
    provision="Thông tư 09/2022/TT-BGDĐT",
)
OPENED = _rule(
    4,
    "Cơ sở chưa có quyết định mở ngành này.",
    "The institution has no decision that opens this field.",
    "field",
)
OWN_PROGRAMME = _rule(
    5,
    "Cơ sở không có chương trình mang mã này.",
    "The institution has no programme of this code.",
    "programme",
)
TWO_PROGRAMMES = _rule(
    6,
    "Người này đang học chính quy nhiều chương trình hơn mức cho phép.",
    "This person already studies as many full-time programmes as are allowed.",
    "programme",
    provision="Thông tư 08/2021/TT-BGDĐT, Điều 19",
)
PERSON_KNOWN = _rule(
    7,
    "Không có người mang mã này trong phạm vi của bạn.",
    "No person of this code is in your reach.",
    "person",
)
PERSON_NAMED = _rule(
    8,
    "Người mới cần họ tên và ngày sinh.",
    "A new person needs a name and a birth date.",
    "name",
    pl.col("person").is_not_null()
    | pl.col("national_id").is_not_null()
    | (pl.col("name").is_not_null() & pl.col("birth_date").is_not_null()),
)
GRADUATED = _rule(
    10,
    "Người học chưa có quyết định công nhận tốt nghiệp.",
    "The student has no graduation decision.",
    "student_code",
    provision="Thông tư 21/2019/TT-BGDĐT",
)
SERIAL_ONCE = _rule(
    11, "Số hiệu này đã cấp cho văn bằng khác.", "Another degree has this serial number.", "serial"
)
KNOWN_STUDENT = _rule(
    12,
    "Cơ sở không có người học mang mã này.",
    "The institution has no student of this code.",
    "student_code",
)
OTHER_PERSON = _rule(13, "Mã này đang thuộc người khác.", "Somebody else has this code.", "person")
STATE_DATED = _rule(
    14,
    "Tình trạng khác “đang học” cần ngày, không trước ngày nhập học.",
    "A state other than studying needs a day, not before the first.",
    "state_since",
    (pl.col("state") == "studying")
    | (pl.col("state_since").is_not_null() & (pl.col("state_since") >= pl.col("since"))),
)
PARENT_KNOWN = _rule(
    15,
    "Đơn vị cấp trên không có trong tệp hay trong sổ.",
    "The unit above is neither in the file nor in the register.",
    "parent",
)
INDEXED_WITHIN = _rule(
    16,
    "Số trúng tuyển nhập học lớn hơn nhiều lần chỉ tiêu.",
    "Many times more enrolled than the quota.",
    "enrolled",
    (pl.col("enrolled") <= pl.col("quota") * 5) | (pl.col("quota") == 0),
)


def _description(
    name: str,
    vi: str,
    en: str,
    key: tuple[str, ...],
    columns: tuple[Column, ...],
    rules: tuple[Rule, ...] = (),
) -> Description:
    return Description(
        f"higher.{name}", VERSION, vi, en, (_INSTITUTION, *columns), ("institution", *key), (REACHED, *rules)
    )


PROGRAMMES = Register(
    "programmes",
    _description(
        "programmes",
        "Chương trình đào tạo",
        "Programmes",
        ("code",),
        (
            _id("code", "Mã chương trình", "Code", required=True),
            _text("name", "Tên chương trình", "Name", required=True),
            _text("name_en", "Tên tiếng Anh", "English name"),
            _FIELD,
            _code("level", "Trình độ", "Level", lists.LEVELS, required=True),
            _code("kind", "Loại chương trình", "Kind", lists.PROGRAMME_KINDS, required=True),
            _code("form", "Hình thức", "Form", lists.FORMS, required=True),
            _code("language", "Ngôn ngữ", "Language", lists.LANGUAGES, required=True),
            _count("months", "Thời gian chuẩn (tháng)", "Standard duration (months)", 120, required=True),
            _count("credits", "Số tín chỉ", "Credits", 400),
            _count("fee", "Học phí một năm (đồng)", "Fee a year (VND)", 2_000_000_000),
            _text("accreditor", "Tổ chức kiểm định", "Accreditor", 100),
            _day("accredited_until", "Kiểm định đến ngày", "Accredited until"),
            _code("state", "Tình trạng", "State", lists.PROGRAMME_STATES, required=True),
            _SINCE,
            _UNTIL,
        ),
        (KNOWN_FIELD, OPENED, FUTURE, _DATES_IN_ORDER),
    ),
    shown=("code", "name", "level", "form", "state", "accredited_until"),
    filters=("level", "form", "kind", "state"),
    search="search_name",
)

INTAKES = Register(
    "intakes",
    _description(
        "intakes",
        "Chỉ tiêu và tuyển sinh",
        "Quotas and intake",
        ("programme", "year"),
        (
            _id("programme", "Mã chương trình", "Programme", required=True),
            _YEAR,
            _count("quota", "Chỉ tiêu", "Quota", 100_000, required=True),
            _count("enrolled", "Nhập học", "Enrolled", 100_000),
        ),
        (OWN_PROGRAMME, INDEXED_WITHIN),
    ),
    shown=("programme", "year", "quota", "enrolled"),
    filters=("year",),
)

FIELDS = Register(
    "fields",
    _description(
        "fields",
        "Ngành đào tạo và quyết định mở ngành",
        "Fields of study",
        ("code",),
        (
            Column(
                "code", "Mã ngành", "Field code", Kind.ID, required=True, length=7, pattern="[5-9][0-9]{6}"
            ),
            _text("name", "Tên ngành", "Name", required=True),
            _code("level", "Trình độ", "Level", lists.LEVELS, required=True),
            _DECISION,
            _day("decided_on", "Ngày quyết định", "Decided on"),
            _text("renaming", "Quyết định đổi tên", "Renaming decision", 60),
            _text("part_time_decision", "Quyết định vừa làm vừa học", "Part-time decision", 60),
            _text("distance_decision", "Quyết định đào tạo từ xa", "Distance decision", 60),
            Column("first_year", "Năm tuyển đầu tiên", "First intake", Kind.INTEGER, least=1945, most=2100),
            Column("last_intake", "Năm tuyển cuối cùng", "Last intake", Kind.INTEGER, least=1945, most=2100),
            _flag("autonomous", "Tự chủ mở ngành", "Opened by own authority"),
        ),
        (
            _rule(
                3,
                "Mã ngành không hợp lệ hoặc không khớp trình độ.",
                "The field's code is unknown or not of this level.",
                "code",
                provision="Thông tư 09/2022/TT-BGDĐT",
            ),
        ),
    ),
    shown=("code", "name", "level", "decision", "first_year", "last_intake"),
    filters=("level",),
)

UNITS = Register(
    "units",
    _description(
        "units",
        "Đơn vị nội bộ",
        "Internal units",
        ("code",),
        (
            _id("code", "Mã đơn vị", "Code", required=True),
            _text("name", "Tên đơn vị", "Name", required=True),
            _code("kind", "Loại", "Kind", lists.DEPARTMENT_KINDS, required=True),
            _id("parent", "Mã đơn vị cấp trên", "Code of the unit above"),
            _DECISION,
            _SINCE,
            _UNTIL,
        ),
        (PARENT_KNOWN, _DATES_IN_ORDER, FUTURE),
    ),
    shown=("code", "name", "kind", "parent", "since", "until"),
    filters=("kind",),
)

GOVERNANCE = Register(
    "governance",
    _description(
        "governance",
        "Hội đồng trường, ban giám hiệu",
        "Governance",
        ("post", "decision"),
        (
            _code("body", "Tổ chức", "Body", lists.BODIES, required=True),
            _code("post", "Chức vụ", "Post", lists.POSTS, required=True),
            _text("decision", "Số quyết định", "Decision", 60, required=True),
            Column(
                "person",
                "Mã ngành giáo dục của người giữ",
                "Holder's sector code",
                Kind.ID,
                length=11,
                pattern="[0-9]{11}",
            ),
            _SINCE,
            _UNTIL,
        ),
        (PERSON_KNOWN, _DATES_IN_ORDER),
    ),
    shown=("post", "body", "decision", "since", "until"),
    filters=("post",),
    fixed=("person",),
    person=True,
)

PROFILES = Register(
    "profiles",
    _description(
        "profiles",
        "Hồ sơ cơ sở",
        "Institution profiles",
        ("since",),
        (
            _SINCE,
            _text("name_en", "Tên tiếng Anh", "English name"),
            _code("founding", "Hình thức thành lập", "Founded as", lists.FOUNDINGS, required=True),
            _day("founded_on", "Ngày thành lập", "Founded on"),
            _text("founding_decision", "Quyết định thành lập", "Founding decision", 60),
            _text("licence_decision", "Quyết định cho phép hoạt động", "Operating licence", 60),
            _text("accreditor", "Tổ chức kiểm định", "Accreditor", 100),
            _day("accredited_until", "Kiểm định đến ngày", "Accredited until"),
            _flag("non_profit", "Không vì lợi nhuận", "Not for profit"),
            _flag(
                "specialised",
                "Đặc thù (nghệ thuật, ngôn ngữ, thể thao từ 70 %)",
                "Specialised (arts, languages, sport 70 % or more)",
            ),
            _flag("defence", "Thuộc quốc phòng, an ninh", "Of defence or security"),
            _flag("branch", "Là phân hiệu", "A branch campus"),
        ),
        (FUTURE,),
    ),
    shown=("since", "founding", "founding_decision", "accreditor", "accredited_until"),
)

STAFF = Register(
    "staff",
    _description(
        "staff",
        "Giảng viên, nhân viên",
        "Staff",
        ("code",),
        (
            _id("code", "Mã cán bộ", "Staff code", required=True),
            *_PERSON,
            _code("role", "Công việc", "Work", lists.ROLES, required=True),
            _code("contract", "Hình thức tuyển dụng", "Contract", lists.CONTRACTS, required=True),
            _flag("full_time", "Toàn thời gian", "Full-time", required=True),
            _code("rank", "Chức danh", "Rank", lists.RANKS),
            _code("degree", "Trình độ", "Degree", lists.DEGREES),
            _text("speciality", "Chuyên ngành", "Speciality", 100),
            Column("field", "Mã ngành giảng dạy", "Field taught", Kind.ID, length=7, pattern="[5-9][0-9]{6}"),
            _id("department", "Mã đơn vị", "Unit"),
            _flag("workplace", "Có chỗ làm việc riêng từ 6 m²", "Own workplace of 6 m² or more"),
            _SINCE,
            _UNTIL,
        ),
        (PERSON_KNOWN, PERSON_NAMED, OTHER_PERSON, FUTURE, _DATES_IN_ORDER),
    ),
    shown=("code", "role", "degree", "rank", "contract", "department"),
    filters=("role", "degree", "rank", "contract"),
    fixed=("person", "name", "birth_date", "sex", "national_id"),
    person=True,
)

STUDENTS = Register(
    "students",
    _description(
        "students",
        "Người học và quá trình học",
        "Students",
        ("student_code", "programme"),
        (
            _id("student_code", "Mã sinh viên", "Student code", required=True),
            *_PERSON,
            _id("programme", "Mã chương trình", "Programme", required=True),
            _code("form", "Hình thức", "Form", lists.FORMS, required=True),
            _code("entry", "Đối tượng đầu vào", "Entry group", lists.ENTRIES, required=True),
            _text("class_name", "Lớp", "Class", 30),
            _day("since", "Ngày nhập học", "Enrolled on", required=True),
            _code("state", "Tình trạng", "State", lists.STUDY_STATES, required=True),
            _day("state_since", "Tình trạng từ ngày", "State since"),
        ),
        (PERSON_KNOWN, PERSON_NAMED, OTHER_PERSON, OWN_PROGRAMME, TWO_PROGRAMMES, STATE_DATED, FUTURE),
    ),
    shown=("student_code", "programme", "form", "since", "state"),
    filters=("state", "form", "programme", "year"),
    fixed=("person", "name", "birth_date", "sex", "national_id", "programme", "state", "state_since"),
    person=True,
)

DEGREES = Register(
    "degrees",
    _description(
        "degrees",
        "Văn bằng",
        "Degrees",
        ("serial",),
        (
            _id("serial", "Số hiệu", "Serial number", 30, required=True),
            _id("book_number", "Số vào sổ", "Book number", 30, required=True),
            _id("student_code", "Mã sinh viên", "Student code", required=True),
            _code("classification", "Xếp loại", "Class", lists.CLASSIFICATIONS),
            _text("decision", "Quyết định công nhận tốt nghiệp", "Graduation decision", 60, required=True),
            _day("issued_on", "Ngày cấp", "Issued on", required=True),
            _text("signer", "Người ký", "Signer", 100, required=True),
            _text("signer_title", "Chức vụ người ký", "Signer's title", 60),
        ),
        (
            KNOWN_STUDENT,
            GRADUATED,
            SERIAL_ONCE,
            _rule(9, "Ngày không được ở tương lai.", "The day is in the future.", "issued_on"),
        ),
    ),
    shown=("serial", "book_number", "student_code", "classification", "issued_on", "state"),
    filters=("state", "classification", "year"),
    fixed=("student_code",),
    person=True,
)

ASSETS = Register(
    "assets",
    _description(
        "assets",
        "Đất, nhà, phòng",
        "Assets",
        ("code",),
        (
            _id("code", "Mã tài sản", "Code", required=True),
            _text("name", "Tên", "Name", required=True),
            _code("kind", "Loại", "Kind", lists.ASSET_KINDS, required=True),
            _id("parent", "Thuộc (mã)", "Part of (code)"),
            Column(
                "area", "Diện tích (m²)", "Area (m²)", Kind.DECIMAL, required=True, least=0, most=100_000_000
            ),
            Column(
                "used_area",
                "Diện tích đã sử dụng (m²)",
                "Area in use (m²)",
                Kind.DECIMAL,
                least=0,
                most=100_000_000,
            ),
            _count("seats", "Số chỗ", "Seats", 1_000_000),
            _count("floors", "Số tầng", "Floors", 200),
            _flag(
                "urban",
                "Ở quận của thành phố trực thuộc trung ương",
                "In an urban district of a centrally-run city",
            ),
            _text("evidence", "Giấy tờ", "Evidence", 100),
            _SINCE,
            _UNTIL,
        ),
        (
            _DATES_IN_ORDER,
            FUTURE,
            _rule(
                17,
                "Diện tích sử dụng lớn hơn diện tích.",
                "More area in use than there is.",
                "used_area",
                pl.col("used_area") <= pl.col("area"),
            ),
        ),
    ),
    shown=("code", "name", "kind", "area", "seats", "since"),
    filters=("kind",),
)


def _yearly(slug: str, vi: str, en: str, items: tuple[Code, ...]) -> Register:
    value = Column("value", "Giá trị", "Value", Kind.DECIMAL, required=True, least=0, most=10**15)
    return Register(
        slug,
        _description(
            slug,
            vi,
            en,
            ("year", "item"),
            (
                _YEAR,
                _code("item", "Khoản mục", "Item", items, required=True),
                value,
            ),
        ),
        shown=("year", "item", "value"),
        filters=("year", "item"),
    )


FINANCE = _yearly("finance", "Tài chính theo năm", "Finance by year", lists.FINANCE_ITEMS)
YEARLY = _yearly("figures", "Số liệu hằng năm", "Yearly figures", lists.FIGURE_ITEMS)

PROJECTS = Register(
    "projects",
    _description(
        "projects",
        "Đề tài khoa học",
        "Research projects",
        ("code",),
        (
            _id("code", "Mã đề tài", "Code", 30, required=True),
            _text("name", "Tên đề tài", "Name", 300, required=True),
            _code("level", "Cấp", "Level", lists.PROJECT_LEVELS, required=True),
            _count("budget", "Kinh phí (đồng)", "Budget (VND)", 10**13),
            _SINCE,
            _UNTIL,
            _code("result", "Kết quả", "Result", lists.PROJECT_RESULTS, required=True),
        ),
        (_DATES_IN_ORDER,),
    ),
    shown=("code", "name", "level", "budget", "result"),
    filters=("level", "result"),
)

REGISTERS: Mapping[str, Register] = {
    one.slug: one
    for one in (PROGRAMMES, INTAKES, FIELDS, STUDENTS, STAFF, DEGREES, UNITS, GOVERNANCE, ASSETS, FINANCE,
                YEARLY, PROJECTS, PROFILES)
}  # fmt: skip
