"""What offices, institutions, classes and programmes are called: after places, heroes and flowers."""

from __future__ import annotations

import numpy as np
import polars as pl

from khuevan_nation import margins
from khuevan_nation.draws import Ints, apportion, below, key, uniform
from khuevan_nation.places import PROVINCES

DEPARTMENTS = (
    "Vụ Giáo dục Mầm non",
    "Vụ Giáo dục Phổ thông",
    "Vụ Giáo dục Đại học",
    "Vụ Kế hoạch – Tài chính",
    "Vụ Pháp chế",
    "Vụ Tổ chức cán bộ",
    "Thanh tra Bộ",
    "Văn phòng Bộ",
    "Cục Khoa học, Công nghệ và Thông tin",
    "Cục Quản lý chất lượng",
    "Cục Nhà giáo và Cán bộ quản lý giáo dục",
)
PROVINCE_NAMES = dict(
    zip(
        (province.code for province in PROVINCES),
        [
            "Hà Nội",
            "Cao Bằng",
            "Tuyên Quang",
            "Điện Biên",
            "Lai Châu",
            "Sơn La",
            "Lào Cai",
            "Thái Nguyên",
            "Lạng Sơn",
            "Quảng Ninh",
            "Bắc Ninh",
            "Phú Thọ",
            "Hải Phòng",
            "Hưng Yên",
            "Ninh Bình",
            "Thanh Hóa",
            "Nghệ An",
            "Hà Tĩnh",
            "Quảng Trị",
            "Huế",
            "Đà Nẵng",
            "Quảng Ngãi",
            "Gia Lai",
            "Khánh Hòa",
            "Đắk Lắk",
            "Lâm Đồng",
            "Đồng Nai",
            "Thành phố Hồ Chí Minh",
            "Tây Ninh",
            "Đồng Tháp",
            "Vĩnh Long",
            "An Giang",
            "Cần Thơ",
            "Cà Mau",
        ],
        strict=True,
    )
)
UNIVERSITY_TOWNS = {"01": 60, "79": 45, "46": 70, "48": 35, "92": 30, "19": 25, "31": 12, "40": 12}

_PREFIX = {
    "nursery": "Trường Nhà trẻ",
    "kindergarten": "Trường Mẫu giáo",
    "preschool": "Trường Mầm non",
    "group": "Lớp mầm non độc lập",
    "primary": "Trường Tiểu học",
    "lower": "Trường THCS",
    "upper": "Trường THPT",
}
_FLOWERS = [
    "Hoa Sen",
    "Hoa Mai",
    "Hoa Hồng",
    "Hoa Hướng Dương",
    "Họa Mi",
    "Sơn Ca",
    "Tuổi Thơ",
    "Ánh Dương",
    "Bình Minh",
    "Măng Non",
    "Vành Khuyên",
    "Hoa Ban",
    "Hoa Phượng",
    "Bông Sen",
    "Búp Sen Hồng",
    "Ánh Sao",
    "Thỏ Ngọc",
    "Chim Non",
    "Hoa Cúc",
    "Hoa Lan",
    "Mầm Xanh",
    "Ban Mai",
    "Sao Mai",
    "Hoa Đào",
    "Trúc Xanh",
]
_HEROES = [
    "Nguyễn Trãi",
    "Lê Lợi",
    "Trần Phú",
    "Trần Hưng Đạo",
    "Lê Hồng Phong",
    "Chu Văn An",
    "Quang Trung",
    "Nguyễn Du",
    "Lý Thường Kiệt",
    "Võ Thị Sáu",
    "Kim Đồng",
    "Lê Quý Đôn",
    "Phan Bội Châu",
    "Phan Chu Trinh",
    "Hai Bà Trưng",
    "Ngô Quyền",
    "Nguyễn Huệ",
    "Hoàng Diệu",
    "Lý Tự Trọng",
    "Nguyễn Thị Minh Khai",
    "Nguyễn Đình Chiểu",
    "Đinh Tiên Hoàng",
    "Lê Văn Tám",
    "Nguyễn Bỉnh Khiêm",
    "Hùng Vương",
    "Lương Thế Vinh",
    "Nguyễn Khuyến",
    "Tô Hiệu",
    "Bùi Thị Xuân",
    "Trần Quốc Toản",
    "Nguyễn Văn Trỗi",
    "Huỳnh Thúc Kháng",
    "Phan Đình Phùng",
    "Mạc Đĩnh Chi",
]
_SCHOLARS = [
    "Khoa học và Công nghệ",
    "Kinh tế",
    "Sư phạm",
    "Nông Lâm",
    "Y Dược",
    "Kỹ thuật",
    "Thủy sản",
    "Ngoại ngữ",
    "Luật",
    "Giao thông",
    "Xây dựng",
    "Văn hóa",
    "Tài chính",
    "Công nghiệp",
    "Tài nguyên và Môi trường",
    "Du lịch",
    "Nghệ thuật",
    "Thể dục Thể thao",
]
# Fields of circular 09/2022 without the digit of their level, and how often each is taught (ours).
_FIELDS = [
    line.split("|")
    for line in """
140101|Giáo dục học|4
140114|Quản lý giáo dục|6
140201|Giáo dục Mầm non|14
140202|Giáo dục Tiểu học|14
140209|Sư phạm Toán học|9
140210|Sư phạm Tin học|6
140211|Sư phạm Vật lý|6
140212|Sư phạm Hóa học|6
140213|Sư phạm Sinh học|5
140217|Sư phạm Ngữ văn|9
140218|Sư phạm Lịch sử|5
140219|Sư phạm Địa lý|5
140231|Sư phạm Tiếng Anh|10
210403|Thiết kế đồ họa|8
220201|Ngôn ngữ Anh|30
220204|Ngôn ngữ Trung Quốc|16
220209|Ngôn ngữ Nhật|9
220210|Ngôn ngữ Hàn Quốc|9
229030|Văn học|6
310101|Kinh tế|14
310205|Quản lý nhà nước|6
310401|Tâm lý học|8
320101|Báo chí|4
320104|Truyền thông đa phương tiện|9
340101|Quản trị kinh doanh|36
340115|Marketing|20
340120|Kinh doanh quốc tế|16
340122|Thương mại điện tử|14
340201|Tài chính – Ngân hàng|26
340301|Kế toán|32
340302|Kiểm toán|8
340404|Quản trị nhân lực|8
340405|Hệ thống thông tin quản lý|8
380101|Luật|22
380107|Luật kinh tế|16
420201|Công nghệ sinh học|10
440112|Hóa học|4
460101|Toán học|4
460108|Khoa học dữ liệu|8
480101|Khoa học máy tính|16
480103|Kỹ thuật phần mềm|16
480106|Kỹ thuật máy tính|6
480107|Trí tuệ nhân tạo|8
480201|Công nghệ thông tin|36
480202|An toàn thông tin|8
510103|Công nghệ kỹ thuật xây dựng|8
510201|Công nghệ kỹ thuật cơ khí|10
510203|Công nghệ kỹ thuật cơ điện tử|10
510205|Công nghệ kỹ thuật ô tô|18
510301|Công nghệ kỹ thuật điện|14
510605|Logistics và Quản lý chuỗi cung ứng|16
520201|Kỹ thuật điện|8
520207|Kỹ thuật điện tử – viễn thông|8
540101|Công nghệ thực phẩm|12
580101|Kiến trúc|8
580201|Kỹ thuật xây dựng|12
620105|Chăn nuôi|5
620110|Khoa học cây trồng|5
640101|Thú y|8
720101|Y khoa|12
720201|Dược học|12
720301|Điều dưỡng|12
720601|Kỹ thuật xét nghiệm y học|5
810103|Quản trị dịch vụ du lịch|12
810201|Quản trị khách sạn|12
850101|Quản lý tài nguyên và môi trường|6
850103|Quản lý đất đai|6
""".strip().splitlines()
]
_COLLEGE_FIELDS = [field for field in _FIELDS if field[0] in ("140201", "140202", "140231")]
LEVEL_DIGIT = {"college": "5", "bachelor": "7", "master": "8", "doctor": "9"}
PROGRAMMES = {
    "college": 120,
    "bachelor": 17_880,
    "master": 5_200,
    "doctor": 1_800,
}  # of 25,000, by level (ours)
_PRESCHOOL_CLASS = {-3: "Nhà trẻ", -2: "Mầm", -1: "Chồi", 0: "Lá"}
LETTERS = "ABCDEGHIKLMNPQRSTUVXY"


def named(schools: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Give each school its name: its commune's, a hero's or a flower's, numbered where there are more."""
    index = np.arange(schools.height)
    hero = np.array(_HEROES)[below(key(seed, "hero"), index, len(_HEROES))]
    flower = np.array(_FLOWERS)[below(key(seed, "flower"), index, len(_FLOWERS))]
    local = uniform(key(seed, "local"), index) < 0.45
    young = (schools["sector"] == "preschool").to_numpy()
    called = np.where(young, flower, hero)
    base = (
        pl.when(pl.Series(local) & (pl.col("kind") != "group"))
        .then(pl.col("commune_name"))
        .otherwise(pl.Series(called))
    )
    whole = schools.with_columns(
        name=pl.col("kind").replace_strict(_PREFIX, return_dtype=pl.String) + " " + base
    )
    serial = pl.int_range(pl.len()).over("commune", "name")
    return whole.with_columns(
        name=pl.when(serial > 0).then(pl.col("name") + " " + (serial + 1).cast(pl.String)).otherwise("name")
    )


def class_names(grade: Ints, serial: Ints) -> pl.Series:
    """What classes are called: Lá 2, 3B, 8A2, 10A5."""
    frame = pl.DataFrame({"grade": grade, "serial": serial})
    letter = pl.col("serial").replace_strict(dict(enumerate(LETTERS)), default=None, return_dtype=pl.String)
    running = (pl.col("serial") + 1).cast(pl.String)
    return frame.select(
        name=pl.when(pl.col("grade") < 1)
        .then(
            pl.col("grade").replace_strict(_PRESCHOOL_CLASS, default="", return_dtype=pl.String)
            + " "
            + running
        )
        .when(pl.col("grade") < 6)
        .then(pl.col("grade").cast(pl.String) + pl.coalesce(letter, "A" + running))
        .otherwise(pl.col("grade").cast(pl.String) + "A" + running)
    )["name"]


def university_names(college: np.typing.NDArray[np.bool_], place: Ints, seed: int) -> list[str]:
    """Invented institutions, no real one: their name says that they belong to this country alone."""
    index = np.arange(len(place))
    subject = below(key(seed, "scholar"), index, len(_SCHOLARS))
    towns = list(PROVINCE_NAMES.values())
    names = [
        f"Trường Cao đẳng Sư phạm Khuê Văn {towns[p]}"
        if c
        else f"Trường Đại học {_SCHOLARS[s]} Khuê Văn {towns[p]}"
        for c, s, p in zip(college, subject, place, strict=True)
    ]
    seen: dict[str, int] = {}
    for number, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            names[number] = f"{name} {seen[name]}"
    return names


def programmes(scale: float, seed: int, college: np.typing.NDArray[np.bool_], units: Ints) -> pl.DataFrame:
    """A row for each programme: its institution, field, code, name, level and number of students."""
    total = margins.target("higher.programmes", scale)
    levels = apportion(total, list(PROGRAMMES.values()), least=1)
    students = _students(scale, levels)
    frames = [
        _of_level(level, int(count), int(enrolled), seed, college, units)
        for level, count, enrolled in zip(PROGRAMMES, levels, students, strict=True)
        if count
    ]
    ordered = pl.concat(frames).sort("unit_id", "code", maintain_order=True)
    return ordered.with_columns(
        id=pl.int_range(1, pl.len() + 1, dtype=pl.Int64), end=pl.col("size").cum_sum()
    )


def _students(scale: float, programmes: Ints) -> Ints:
    total = margins.target("higher.students", scale)
    weights = np.where(programmes > 0, list(margins.STUDENTS.values()), 0)
    return apportion(total, weights)


def _of_level(
    level: str, count: int, enrolled: int, seed: int, college: np.typing.NDArray[np.bool_], units: Ints
) -> pl.DataFrame:
    fields = _COLLEGE_FIELDS if level == "college" else _FIELDS
    homes = units[college] if level == "college" and college.any() else units[~college]
    index = np.arange(count)
    unit = homes[index % len(homes)]
    # Round after round: a field comes back to an institution as another programme of it.
    step = below(key(seed, f"field.{level}"), unit, len(fields))
    turn = index // len(homes)
    field = (step + turn * 7) % len(fields)
    again = turn // len(fields)
    weights = np.array([int(weight) for _, _, weight in fields])[field]
    size = apportion(
        enrolled,
        weights * (300 + below(key(seed, f"size.{level}"), index, 700)),
    )
    codes = np.array([LEVEL_DIGIT[level] + code for code, _, _ in fields])[field]
    return pl.DataFrame(
        {
            "unit_id": unit,
            "field": codes,
            "code": [code if not n else f"{code}-{n + 1:02d}" for code, n in zip(codes, again, strict=True)],
            "name": np.array([name for _, name, _ in fields])[field],
            "level": level,
            "size": size,
        }
    )
