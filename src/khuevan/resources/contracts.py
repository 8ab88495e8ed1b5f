"""What resources tells other rooms, and what it says of premises in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, NamedTuple

from khuevan_kernel.event import Event


class Fact(NamedTuple):
    """A fact of premises: its name, whether yes or no, and its words. ``area`` names the m² of its rooms."""

    name: str
    vi: str
    en: str
    flag: bool = False


ROOMS = (
    ("above", "Trên cấp 4 (kiên cố)", "Above grade 4 (solid)"),
    ("grade4", "Cấp 4 (bán kiên cố)", "Grade 4 (half solid)"),
    ("below", "Dưới cấp 4", "Below grade 4"),
    ("temporary", "Phòng tạm", "Temporary"),
    ("borrowed", "Phòng mượn, thuê", "Borrowed or rented"),
)
TOILETS = (
    ("staff_men", "Giáo viên nam", "Male staff"),
    ("staff_women", "Giáo viên nữ", "Female staff"),
    ("boys", "Học sinh nam", "Boys"),
    ("girls", "Học sinh nữ", "Girls"),
)
GROUPS: Mapping[tuple[str, str], tuple[Fact, ...]] = {
    ("Đất và điểm trường", "Land and sites"): (
        Fact("sites", "Số điểm trường (kể cả điểm chính)", "Sites, the main one included"),
        Fact("site_area", "Diện tích khuôn viên (m²)", "Area of the grounds (m²)"),
        Fact("play_area", "Diện tích sân chơi, bãi tập (m²)", "Area of playgrounds and sports grounds (m²)"),
    ),
    ("Phòng học", "Classrooms"): tuple(
        fact
        for name, vi, en in ROOMS
        for fact in (
            Fact(f"rooms_{name}", f"{vi}: số phòng", f"{en}: rooms"),
            Fact(f"area_{name}", f"{vi}: diện tích (m²)", f"{en}: area (m²)"),
        )
    ),
    ("Nhà vệ sinh", "Toilets"): tuple(
        fact
        for name, vi, en in TOILETS
        for fact in (
            Fact(f"toilets_{name}", f"{vi}: số phòng vệ sinh", f"{en}: toilets"),
            Fact(f"standard_{name}", f"{vi}: trong đó đạt chuẩn", f"{en}: of these up to standard"),
        )
    ),
    ("Thiết bị", "Equipment"): (
        Fact("computers_learning", "Máy tính cho dạy học", "Computers for learning"),
        Fact("computers_office", "Máy tính cho quản lí", "Computers for administration"),
    ),
    ("Điều kiện", "Conditions"): (
        Fact("electricity", "Có điện", "Electricity", flag=True),
        Fact("clean_water", "Có nước sạch", "Clean water", flag=True),
        Fact("internet", "Có kết nối internet", "Internet", flag=True),
        Fact("hand_washing", "Có chỗ rửa tay với xà phòng", "Hand-washing with soap", flag=True),
        Fact("disability_access", "Người khuyết tật tiếp cận được", "Disability access", flag=True),
        Fact("library", "Có thư viện", "Library", flag=True),
        Fact("kitchen", "Có bếp ăn", "Kitchen", flag=True),
    ),
}  # fmt: skip
FACTS: tuple[Fact, ...] = tuple(fact for group in GROUPS.values() for fact in group)


class What(StrEnum):
    """What is said of a school, or of the commune it stands in, that its norms depend on."""

    ZONE = "zone"
    KIND = "kind"
    SESSIONS = "sessions"


VALUES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    What.ZONE: {
        "1": ("Vùng 1: xã khu vực II, III, biên giới, hải đảo", "Zone 1: areas II and III, border, islands"),
        "2": ("Vùng 2: xã khu vực I", "Zone 2: communes of area I"),
        "3": ("Vùng 3: còn lại", "Zone 3: all others"),
    },
    What.KIND: {
        "ordinary": ("Trường thông thường", "Ordinary school"),
        "boarding": ("Trường dân tộc nội trú", "Ethnic boarding school"),
        "semi_boarding": ("Trường dân tộc bán trú", "Ethnic semi-boarding school"),
        "special": ("Trường, lớp cho người khuyết tật", "School for disabled learners"),
        "specialised": ("Trường chuyên", "Specialised school"),
    },
    What.SESSIONS: {
        "whole_day": ("Hai buổi một ngày", "Two sessions a day"),
        "half_day": ("Một buổi một ngày", "One session a day"),
    },
}
WHAT_WORDS: Mapping[str, tuple[str, str]] = {
    What.ZONE: ("Vùng", "Zone"),
    What.KIND: ("Loại trường", "Kind of school"),
    What.SESSIONS: ("Số buổi học", "Sessions"),
}
UNSAID: Mapping[str, str] = {What.ZONE: "3", What.KIND: "ordinary", What.SESSIONS: "whole_day"}


@dataclass(frozen=True, slots=True)
class Premises:
    """The premises of an institution in a school year. ``held`` is by fact; ``fingerprint`` is of all."""

    unit: int
    school_year: int
    held: Mapping[str, int | bool]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """What is said of a unit for a period, and by which decision. ``until`` is the day after its last."""

    what: str
    value: str
    since: date
    until: date | None
    decision: str


@dataclass(frozen=True, slots=True)
class PremisesChanged(Event):
    """The premises of an institution were written down or corrected, for a reason."""

    name: ClassVar[str] = "resources.premises-changed"
    school_year: int
    facts: Mapping[str, int | bool]
    reason: str


@dataclass(frozen=True, slots=True)
class ConditionSet(Event):
    """What norms depend on was said of a school or a commune, from a day on, by a decision."""

    name: ClassVar[str] = "resources.condition-set"
    what: str
    value: str
    since: date
    decision: str
