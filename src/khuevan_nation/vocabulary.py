"""The syllables that names are drawn from, by the naming habits of peoples and generations.

Each list is ``word:weight …``; a weight left out is 10, ``_`` stands for a space within a word, ``-``
for nothing. Weights follow what is commonly known of the frequency of names; no list or name of a real
person is behind them.
"""

from __future__ import annotations

from dataclasses import dataclass

_COMMON = (
    "Nguyễn:315 Trần:109 Lê:89 Phạm:59 {hoang} {vu} Phan:28 Trương:22 Bùi:21 Đặng:19 "
    "Đỗ:19 Ngô:17 Hồ:15 Dương:14 Hà:12 Lý:10 Trịnh:10 Đinh:9 Lâm:7 Đoàn:7 Cao:7 Lương:7 "
    "Mai:6 Đào:6 Lưu:6 Thái:5 Phùng:4 Vương:4 Chu:4 Tạ:4 Tô:3 Tăng:3 Kiều:2 Quách:2 La:2 "
    "Tống:2 Hứa:2 Châu:2 Văn:2 Đàm:2 Khổng:1 Giang:2 Nghiêm:2 Bạch:2 Từ:2 Thân:1 Ninh:1 "
    "Doãn:1 Triệu:2 Mạc:1 Cù:1 Viên:1 Thi:1 Thạch:1 Lã:1 Vi:1 Ông:1 "
)
KINH_FAMILY = (
    _COMMON.format(hoang="Hoàng:51", vu="Vũ:49"),
    _COMMON.format(hoang="Hoàng:25 Huỳnh:26", vu="Võ:42 Vũ:7") + "Hồ:10 Cái:1 Ngụy:1 Thiều:1",
    _COMMON.format(hoang="Huỳnh:46 Hoàng:5", vu="Võ:45 Vũ:4") + "Lâm:6 Châu:3 Đổng:1 Ngụy:1",
)
_MALE_MIDDLE_NEW = (
    "Minh:80 Gia:75 Bảo:52 Đức:45 Quốc:42 Hoàng:40 Tuấn:38 Anh:32 Đăng:32 Nhật:32 Hữu:26 "
    "Văn:26 Thanh:24 Quang:24 Thành:22 Ngọc:20 Duy:22 Xuân:14 Trung:14 Công:14 Phúc:14 "
    "Thiên:18 Tấn:12 Trọng:13 Khánh:12 Đình:14 Huy:11 Hải:12 Thế:10 Chí:9 Việt:10 Phú:7 "
    "Nguyên:8 An:6 Mạnh:9 Tiến:9 Hồng:4 Vĩnh:4 Khôi:4 Đại:3 Tùng:3 Trần_Gia:4 Lê_Minh:4 "
    "Hoàng_Minh:4 Ngọc_Bảo:3 Nguyễn_Gia:4 Đình_Minh:3 Hoàng_Gia:4 Phạm_Minh:3 -:12"
)
_MALE_GIVEN_NEW = (
    "Khang:62 Huy:58 Bảo:56 Anh:55 Phúc:52 Minh:50 Khôi:46 Khoa:46 Long:44 Đạt:42 Nam:40 "
    "Quân:36 Phát:35 Hưng:30 Thịnh:30 Kiệt:34 Tài:26 Duy:26 Dũng:24 Hiếu:26 Nguyên:28 "
    "Tuấn:22 Phong:28 Lâm:24 An:26 Hoàng:24 Đức:24 Sơn:18 Nhân:20 Vinh:20 Trí:18 Lộc:14 "
    "Thiện:15 Tùng:14 Quang:15 Hùng:10 Cường:12 Việt:12 Trung:14 Hải:13 Tâm:8 Thành:15 "
    "Tiến:14 Toàn:10 Vũ:13 Tú:12 Nghĩa:13 Khải:10 Bách:10 Đăng:14 Dương:16 Triết:5 "
    "Khiêm:5 Luân:6 Quý:7 Trọng:6 Thắng:8 Hào:8 Huân:4 Danh:6 Bình:7 Hậu:8 Công:4 Linh:5 "
    "Nhật:8 Thiên:6 Lực:3 Kha:4 Khánh:14 Tín:8 Chương:3 Mạnh:8 Ân:6 Giang:4 Ngọc:4 "
    "Thuận:6 Tân:5 Thông:5 Đông:4 Sang:6 Hà:2 Châu:2 Quyền:3 Chiến:3 Hoà:2 Hòa:3"
)
_FEMALE_MIDDLE_NEW = (
    "Thị:58 Ngọc:90 Bảo:62 Minh:52 Phương:46 Khánh:42 Thanh:42 Gia:38 Thùy:26 Quỳnh:24 "
    "Thảo:22 Hoài:16 Hà:18 Mai:16 Anh:16 Diệu:14 Tuyết:12 Kim:18 Hồng:16 Như:18 Mỹ:14 "
    "Yến:13 Cẩm:10 Bích:8 Tú:12 Linh:12 Trúc:12 Tường:10 Thu:14 An:14 Hải:10 Trâm:9 "
    "Đan:9 Lan:8 Nhã:8 Huyền:8 Vân:8 Thúy:8 Ánh:8 Kiều:7 Thiên:8 Cát:8 Uyên:6 Nguyệt:4 "
    "Hạ:4 Xuân:7 Châu:4 Tâm:4 Thị_Ngọc:16 Thị_Thu:9 Thị_Phương:9 Thị_Thanh:9 Thị_Bảo:7 "
    "Thị_Minh:7 Ngọc_Bảo:7 Ngọc_Minh:6 Hoàng_Bảo:3 Trần_Bảo:4 Nguyễn_Ngọc:4 Lê_Bảo:3 "
    "Hoàng_Minh:3 Ngọc_Như:3 -:8"
)
_FEMALE_GIVEN_NEW = (
    "Anh:76 Linh:62 Ngọc:60 Nhi:64 Vy:56 Thư:52 Hân:52 Trâm:34 My:42 Ngân:46 Châu:34 "
    "Chi:36 Trang:34 Nguyên:14 Yến:30 Như:42 Quỳnh:32 Thảo:36 Vân:24 Hà:24 Phương:34 "
    "Mai:30 Hương:18 Lan:14 Tiên:26 Trinh:15 Uyên:22 Duyên:18 Thủy:8 Dung:10 Giang:16 "
    "Tú:10 Khánh:14 Nga:8 Hiền:14 Hạnh:8 Diệp:12 Ánh:16 An:26 Huyền:18 Tâm:10 Nhiên:12 "
    "Trúc:20 Ly:12 Xuân:6 Oanh:6 Hằng:10 Phượng:7 Hoa:8 Bình:3 Đan:4 Kim:5 Quyên:12 "
    "Hoài:4 Thi:7 Diễm:5 Băng:4 Tuyền:8 Lam:5 Vi:12 Di:4 Nghi:14 Thương:9 Trân:12 Hồng:8 "
    "Thanh:10 Minh:8 Loan:4 Cúc:1 Hậu:2 Mi:4 Mẫn:3 Đào:3 Thơ:8 Nhung:8"
)
_MALE_MIDDLE_OLD = (
    "Văn:230 Hữu:52 Đức:54 Công:36 Quang:40 Minh:36 Xuân:34 Thanh:36 Ngọc:32 Đình:36 "
    "Quốc:30 Bá:10 Duy:18 Trọng:16 Thế:20 Mạnh:14 Hoàng:14 Tấn:13 Viết:10 Phú:7 Khắc:7 "
    "Sỹ:6 Doãn:3 Chí:10 Anh:10 Việt:9 Trung:9 Tiến:9 Huy:7 Nhật:4 Hồng:9 Phước:6 Vĩnh:4 "
    "Như:2 Gia:2 Tuấn:6 Hải:6 -:14"
)
_MALE_GIVEN_OLD = (
    "Hùng:46 Dũng:42 Tuấn:48 Cường:38 Minh:36 Thắng:34 Hải:34 Nam:32 Sơn:34 Long:26 "
    "Hà:12 Bình:26 Thành:36 Trung:34 Hiếu:22 Đức:24 Quang:26 Hưng:26 Tùng:24 Anh:28 "
    "Phương:14 Toàn:20 Vinh:20 Khánh:13 Hòa:18 Tâm:14 Lâm:18 Phong:18 Thanh:22 Tiến:22 "
    "Kiên:18 Linh:12 Thịnh:12 Hoàng:16 Việt:18 Đông:10 Quý:8 Tú:14 An:9 Bảo:8 Chiến:12 "
    "Công:8 Duy:11 Giang:12 Huy:20 Lợi:10 Lộc:10 Mạnh:15 Nghĩa:12 Phúc:12 Quân:16 Tài:10 "
    "Thái:12 Thuận:9 Trường:13 Vũ:13 Xuân:6 Dương:10 Đạt:15 Hậu:9 Luân:5 Ngọc:10 Phú:6 "
    "Sáng:4 Thi:3 Thọ:6 Trí:7 Tân:8 Thông:6 Hợp:4 Khoa:7 Lực:5 Nhân:7 Đại:5"
)
_FEMALE_MIDDLE_OLD = (
    "Thị:250 Thị_Thu:34 Thị_Thanh:36 Thị_Ngọc:30 Thị_Kim:22 Thị_Hồng:28 Thị_Minh:18 "
    "Thị_Phương:22 Thị_Mỹ:13 Thị_Bích:14 Thị_Thúy:16 Thị_Hoài:7 Ngọc:26 Kim:12 Thanh:20 "
    "Thu:13 Mỹ:8 Bích:8 Hồng:12 Minh:14 Phương:14 Mai:9 Lan:5 Diệu:6 Thúy:9 Hoài:5 "
    "Quỳnh:7 Hải:6 Tuyết:6 Cẩm:4 Thị_Xuân:9 Thị_Lan:10 Thị_Hải:8 Thị_Tuyết:8 Thị_Như:4 "
    "Thị_Diệu:4"
)
_FEMALE_GIVEN_OLD = (
    "Hương:48 Lan:32 Hoa:32 Hằng:36 Hà:38 Thủy:36 Nga:28 Hiền:36 Hạnh:30 Loan:20 Mai:28 "
    "Trang:32 Linh:26 Yến:24 Phương:36 Thảo:32 Vân:30 Anh:30 Dung:26 Huyền:28 Nhung:26 "
    "Oanh:14 Ngọc:28 Liên:22 Hồng:22 Tuyết:20 Thanh:20 Bích:8 Cúc:8 Đào:8 Hòa:16 Huệ:18 "
    "Lý:8 Minh:8 Ngân:12 Nguyệt:14 Phượng:18 Quyên:12 Quỳnh:14 Tâm:16 Thơm:8 Thu:20 "
    "Thúy:22 Trinh:7 Tuyền:5 Vinh:4 Xuân:14 Chi:12 Chung:5 Diệp:6 Giang:14 Hải:9 Hậu:8 "
    "Hợp:4 Kiều:6 Lệ:6 Luyến:5 Nhàn:7 Nhi:6 Sen:6 Tình:6 Trâm:8 Tươi:5 Uyên:7 Duyên:12 "
    "Thương:10 Thắm:8 Vui:4 Én:2"
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a people name their children: in three places, for boys and girls; grown-ups may differ."""

    groups: tuple[int, ...]
    first: tuple[str, str]
    middle: tuple[str, str]
    given: tuple[str, str]
    middle_old: tuple[str, str] | None = None
    given_old: tuple[str, str] | None = None
    mothers_clan: bool = False


def _both(words: str) -> tuple[str, str]:
    return words, words


_MIXED = (
    "Văn:50 A:4 Minh:8 Đức:6 Quốc:6 Công:5 Hữu:4 Gia:6 Anh:5",
    "Thị:60 Thị_Ngọc:6 Thị_Thu:5 Ngọc:6 Bảo:4 Thảo:3",
)
_CLANS = (
    "Niê:26 Mlô:16 Êban:12 Ayŭn:9 Kbuôr:7 Byă:8 Ênuôl:6 Niê_Kdăm:9 Buôn_Yă:5 Ksơr:6 "
    "Êñuôl:5 Hmok:4 Adrơng:4 Hwing:3"
)
_TAY_GIVEN = (_MALE_GIVEN_NEW, _FEMALE_GIVEN_NEW)
STYLES = (
    Style(
        (1, 24, 55, 56),
        _both(""),
        (_MALE_MIDDLE_NEW, _FEMALE_MIDDLE_NEW),
        (_MALE_GIVEN_NEW, _FEMALE_GIVEN_NEW),
        (_MALE_MIDDLE_OLD, _FEMALE_MIDDLE_OLD),
        (_MALE_GIVEN_OLD, _FEMALE_GIVEN_OLD),
    ),
    Style(
        (8, 46),
        _both(
            "Giàng:22 Vừ:12 Thào:16 Lầu:10 Lý:14 Sùng:18 Mùa:9 Vàng:20 Cư:6 Hạng:9 Chá:4 Má:6 "
            "Ly:8 Hờ:6 Tráng:5 Cứ:5 Sồng:6 Phàng:5 Ly_A:1 Hầu:4 Thò:3 Lừu:3"
        ),
        ("A:70 Mí:10 Seo:9 Chí:4 Văn:6 Nhè:2", "Thị:70 Mí:4 Y:6 Seo:3 -:6"),
        (
            (
                "Páo Sìn Tủa Chứ Dơ Lử Sáu Thanh Dình Phông Chinh Nủ Vảng Sính Lềnh Phử Câu Sò Thành "
                "Dũng Cường Pó Giống Vàng Cha Khua Say Dế Tính Hồng Phong Nhà Của Chống"
            ),
            (
                "Mỷ Dợ Sua Dở Mai Pà Chía Xia Dua Ly Mỵ Máy Say Chư Gánh Sông Cở Chở Nhung Hoa Dính "
                "Mào Vá Pàng Sú Ca Xinh Sai Linh"
            ),
        ),
    ),
    Style(
        (3, 37, 42, 39),
        _both(
            "Lò:60 Quàng:22 Lường:18 Cà:15 Tòng:13 Lù:6 Vì:12 Hoàng:10 Điêu:5 Cầm:8 Đèo:4 Hà:6 "
            "Vi:10 Lô:12 Lương:12 Ngân:5 Mè:4 Bạc:3 Lèo:3 Kha:3 Lữ:3 Lang:4"
        ),
        _MIXED,
        (
            (
                "Ín Pản Hặc Tình Thương Sơn Dũng Tuấn Quân Hải Cường Hoàng Minh Bảo Thành Phong Nam "
                "Toản Khặm Pâng Xôm Chiến Đạt Phúc Long"
            ),
            (
                "Ánh Xuân Pó Hoa Lả Thương Nhung Hiền Trang Linh Hương Thảo My Kiều Phương Yến Diệp "
                "Chi Vân Ngân Oanh Tiên Thơm Quỳnh Xôm"
            ),
        ),
    ),
    Style(
        (2, 7, 15, 18, 25, 38, 40, 47),
        _both(
            "Nông:24 Hoàng:28 Bế:9 Lương:14 Vi:12 Lý:12 Triệu:10 Ma:12 Chu:8 Đàm:8 Hứa:8 Lâm:6 "
            "Lục:6 Mông:5 Nguyễn:20 Đinh:4 La:5 Dương:8 Hà:7 Lã:3 Sầm:4 Phùng:4 Lộc:3 Tô:3"
        ),
        (
            "Văn:30 Minh:20 Đức:12 Quốc:10 Gia:16 Hoàng:10 Bảo:10 Anh:10 Tuấn:9 Công:5 Hải:5",
            ("Thị:40 Ngọc:14 Thu:8 Bảo:10 Thảo:9 Phương:10 Khánh:8 Thùy:6 Thị_Thu:6 Thị_Ngọc:6 Hà:5"),
        ),
        _TAY_GIVEN,
        (_MALE_MIDDLE_OLD, _FEMALE_MIDDLE_OLD),
        (_MALE_GIVEN_OLD, _FEMALE_GIVEN_OLD),
    ),
    Style(
        (6, 44),
        _both("Bùi:52 Đinh:16 Quách:9 Bạch:7 Hà:9 Phạm:8 Nguyễn:12 Trương:6 Cao:4 Xa:3 Phùng:3 Lê:4"),
        _MIXED,
        _TAY_GIVEN,
        (_MALE_MIDDLE_OLD, _FEMALE_MIDDLE_OLD),
        (_MALE_GIVEN_OLD, _FEMALE_GIVEN_OLD),
    ),
    Style(
        (5,),
        _both(
            "Thạch:34 Sơn:18 Kim:16 Danh:18 Lâm:12 Châu:8 Kiên:8 Trần:9 Lý:8 Thị:6 Liêu:5 Tăng:5 "
            "Huỳnh:4 Đào:3 Chau:6 Neáng:2"
        ),
        ("-:50 Văn:10 Minh:9 Hoàng:8 Chí:5 Ngọc:4 Quốc:4", "Thị:42 Ngọc:12 -:12 Thị_Ngọc:8 Kim:6 Thị_Mỹ:5"),
        (
            (
                "Sa_Rươl Sô_Phia Phi_Rum Ra Khanh Sóc_Kha Rít_Thi Đa Ra_Tha Sô_Phan Vi_Sal Sa_Vuônl "
                "Hoàng Đạt Minh Khang Phúc Sang Tha Ra_Vuông Rinh Sơn Chanh_Đa Bô_Na"
            ),
            (
                "Sa_Mết Sô_Phal Na_Ry Chanh_Tha Ra_Ny Thi_Đa Mỹ_Linh Ngọc_Hân Như_Ý Kim_Ngân "
                "Sóc_Khum Sa_Rây Sô_Phia Bô_Pha Chanh_Thu Lan Thảo Diễm My Duyên"
            ),
        ),
    ),
    Style(
        (4, 11),
        _both(
            "Trần:18 Lâm:14 Lý:14 Quách:9 Huỳnh:10 Tăng:8 Lưu:8 Mã:6 Trương:8 Vương:8 Diệp:7 "
            "Liêu:6 Ngô:7 Lương:6 Hứa:5 Châu:6 Dư:3 La:4 Phùng:4 Tô:4 Tiêu:3 Khưu:3 Thái:5 Ông:2"
        ),
        (
            "Gia:14 Chí:12 Vĩnh:9 Minh:12 Quốc:10 Kiến:7 Tuấn:8 Hải:5 Vĩ:4 Thiệu:4 Diệu:3",
            "Mỹ:14 Tú:7 Bội:6 Tuệ:7 Gia:9 Ngọc:10 Huệ:7 Lệ:7 Bảo:7 Giai:4 Thục:4 Mẫn:4",
        ),
        (
            (
                "Cường Hào Kiệt Minh Phát Vinh Hoa Thành Luân Hùng Khang Phong Trung Dân Quyền "
                "Nguyên Văn Xương Vĩ Hưng"
            ),
            ("Linh Nghi Mẫn Trân Quân Phụng Châu Nhi Hoa Yến Văn Như Dung Hân Ngọc Thanh San Bình Kỳ Huệ"),
        ),
    ),
    Style(
        (9,),
        _both("Triệu:24 Bàn:20 Đặng:18 Lý:14 Phàn:14 Chảo:12 Tẩn:12 Phùng:7 Hoàng:5 Dương:5 Chẻo:5 Lò:5"),
        (
            "Văn:14 Láo:14 A:8 Tả:8 Dào:6 Chòi:6 Phụ:5 Tiến:5 Hữu:4 Tòn:5 Quầy:3",
            "Thị:24 Mùi:14 Tả:12 Lở:6 Mý:6 Ú:5 Sử:5 Thị_Mùi:3",
        ),
        (
            ("Lở Sài Phin Chiệp Vạng Tỉnh Quyên Thành Kiều Lai Nhất Phúc Sơn Hồng Minh Pham San Chản Lụa Tá"),
            ("Mẩy Mùi Pham Nải Khé Sếnh Lai Viện Nhậy Xuân Hương Ghến Chòi Liều Coi Hoa Mai Lan Xi Nhung"),
        ),
    ),
    Style(
        (12,),
        ("Y", "-"),
        (
            (
                "Bhiu Thoan Khoa Blô Nguôn Suk Djă Hăk Luyn Phôk Krông Đức Bhăn Ngọc Wiêr Kuê Sơn "
                "Bin Thân Loi Jôn Thái Lê_Pas Bình Minh Bảo"
            ),
            (
                "H’Hen H’Len H’Yuôn H’Nga H’Bliak H’Juaih H’Lan H’Duyên H’Mai H’Ngăm H’Wơn H’Yar "
                "H’Thảo H’Ñuôt H’Linh H’Bơ H’Luyên H’Yim H’Nuôn H’Rina H’Vy H’Trinh"
            ),
        ),
        _both(_CLANS),
        mothers_clan=True,
    ),
    Style(
        (10,),
        _both("Rơ_Châm:24 Ksor:24 Siu:24 Kpă:18 Rah_Lan:16 Nay:16 Rmah:16 Puih:9 Rơ_Mah:14 Rcom:6"),
        ("-", "-"),
        (
            (
                "Blêch Tuấn Thăng Hiếp Khoa Đức Hlum Chel Hyung Phiên Bình Wul Thuyn Sin Phương "
                "Kroah Hưng Bơm Huy Đoan"
            ),
            (
                "H’Lan H’Nhung H’Bơ H’Blin H’Thảo H’Yến H’Linh H’Duyên H’Phin H’Chi H’Mai H’Ngân "
                "H’Liên H’Trinh H’Uyên H’Ly H’Băng H’Diệu"
            ),
        ),
    ),
    Style(
        (13, 14, 27, 52, 54),
        ("A:60 Đinh:22 Xiêng:2 Kring:3 Y:2", "Y:60 Đinh_Thị:22 Xiêng:2 Kring:3"),
        ("-", "-"),
        (
            (
                "Thui Blưng Khanh Hùng Tuấn Bin Thành Đức Nhật Dũng Phương Lợi Minh Quang Huy Sơn "
                "Ngọc Trung Hlớp Bình Nghĩa Khải Dơn"
            ),
            (
                "Bưng Nhung Hương Thảo Linh Ngân Hồng Vân Mai Hà Hoa Lan Yến Trang Duyên Phương Diễm "
                "Liên Thương Quyên Hlơn Blia"
            ),
        ),
    ),
    Style(
        (16, 28, 36),
        (
            "Rơ_Ông:14 Cil:12 Kơ_Să:12 Liêng_Hót:8 Bon_Niêng:7 Đa_Cát:7 Ya:10 -:30",
            "Rơ_Ông:14 Cil:12 Kơ_Să:12 Liêng_Hót:8 Bon_Niêng:7 Đa_Cát:7 Ma:10 -:30",
        ),
        ("-", "-"),
        (
            (
                "K’Brêm K’Tiêng K’Văn K’Minh Ha_Vương Ha_Bình K’Huy K’Thành Ha_Sơn K’Sang K’Khoa "
                "Ha_Phong K’Bảo K’Đạt K’Hoàng"
            ),
            (
                "Ka_Nhim Ka_Thảo Ka_Linh Ka_Hương K’Trinh Ka_Duyên Ka_Phượng Ka_Ngân Ka_Mai K’Diễm "
                "Ka_Vy Ka_Nga Ka_Hân Ka_Dung"
            ),
        ),
    ),
    Style(
        (20, 22),
        ("Điểu:70 Y:14 Thạch:1", "Thị:66 Điểu_Thị:12"),
        ("-", "-"),
        (
            (
                "Tre Huân Xuân Minh Đức Lê Khoa Hùng Sơn Long Kroong Thành Nhân Bình Tuấn Hải Bảo "
                "Phúc Đạt Phong Quý Hà"
            ),
            ("Mai Bé Hoa Lan Linh Hương Diễm Thảo Vân Nga Hằng Duyên Ngọc Trang Thu Yến Bích Nhi My Kim"),
        ),
    ),
    Style(
        (23, 31),
        _both("Hồ:90 Lê:6 Nguyễn:3 Pa_Cô:1"),
        ("Văn:50 Minh:6 Quốc:5 Xuân:5 Đức:4", "Thị:60 Thị_Thu:4 Ngọc:3 Thị_Mỹ:3"),
        (
            (
                "Thiên Phương Hùng Nhật Khoa Tuấn Đạt Hiếu Lâm Sơn Bảo Quân Toàn Thông Thới Xăng "
                "Vinh Nam Phong Kiên"
            ),
            (
                "Nhung Lan Hoa Mai Hương Yến Thảo Ngân Vân Tâm Phương Hà Linh Nga Kiều Duyên My Oanh "
                "Hằng Thương"
            ),
        ),
    ),
    Style(
        (26, 30),
        _both(
            "Alăng:22 Bhnước:14 Zơrâm:16 Pơloong:14 A_Rất:14 Coor:9 Bríu:10 Tơ_Ngôl:5 Hồ:20 Blúp:4 A_Viết:5"
        ),
        ("Văn:16 -:30 Minh:6", "Thị:36 -:12"),
        (
            "Nhớ Tuấn Hiếu Đức Ngọc Nam Bảo Trung Phong Hùng Khoa Sơn Dũng Thái Long Quân",
            "Hoa Nhung Thảo Linh Mai Yến Hương Lan Ngân Vy Hiền Trang Thúy Duyên My Nga",
        ),
    ),
    Style(
        (17,),
        (
            (
                "Ông:6 Trà:9 Chế:6 Đàng:16 Thập:9 Báo:9 Quảng:14 Châu:8 Lưu:8 Kiều:12 Đạo:6 "
                "Nguyễn:10 Trượng:6 Bá:10 Thành:8 Hán:6"
            ),
            (
                "Ông:4 Trà:9 Chế:6 Đàng:16 Thập:9 Báo:9 Quảng:14 Châu:8 Lưu:8 Kiều:12 Đạo:6 "
                "Nguyễn:10 Trượng:6 Bá:6 Thành:6 Hán:6"
            ),
        ),
        (
            "Văn:16 Minh:9 Quốc:6 Ngọc:6 Xuân:5 Thanh:5 Thái:4",
            "Thị:30 Ngọc:8 Nữ:8 Thị_Mỹ:6 Thị_Kim:6 Thanh:4",
        ),
        (_MALE_GIVEN_NEW, _FEMALE_GIVEN_NEW),
        None,
        (_MALE_GIVEN_OLD, _FEMALE_GIVEN_OLD),
    ),
    Style(
        (21, 32),
        _both(
            "Mấu:14 Cao:14 Pi_Năng:12 Katơr:14 Chamaléa:12 Tain:7 Pinăng:8 Bo_Bo:8 Cà:4 Tro:4 Patâu:4 Thổ:3"
        ),
        ("Văn:14 -:26 Minh:5", "Thị:50 -:10"),
        (
            "Hùng Tuấn Sơn Đức Thái Khiêm Huy Hoàng Thương Quý Nam Lưu Thiên Bảo Đạt Tín",
            "Hoa Mai Lan Thảo Diễm Hồng Thu Nga Nhung Trang Linh My Duyên Ngân Hương Vân",
        ),
    ),
    Style(
        (19,),
        _both("Phạm:60 Đinh:34 Nguyễn:5"),
        ("Văn:60 Minh:5 Quốc:4", "Thị:80 Thị_Thu:4"),
        (
            ("Trúc Nhăn Rin Thoa Hùng Nét Vinh Sơn Đen Tuấn Phương Hòa Thiết Đạt Khang Huy Quân Nam"),
            "Nhớ Hoa Trăng Thảo Hồng Lan Yên Mai Rin Thúy Nga Linh Hương Vy Duyên Thương Nhi Hiền",
        ),
    ),
    Style(
        (29, 33, 34),
        _both("Quàng:16 Lò:18 Moong:20 Cụt:14 Vi:10 Lương:8 Seo:8 Ốc:8 Hoa:5 Vì:10 Lường:5 Cút:4"),
        _MIXED,
        (
            "Thong Khăm Hùng Dũng Phôn Xuân Thành Bảo Sơn Pheng Toản Long Minh Tình Nam Đức",
            "Mon Hương Nhung Oanh Xuân Pheng Lan Thảo Vân Thương My Hoa Linh Mai Kiều Chi",
        ),
    ),
    Style(
        (35, 41, 45, 48, 50, 43),
        _both("Lỳ:24 Pờ:20 Chu:14 Vàng:10 Phùng:12 Giàng:6 Ly:8 Toán:5 Sừng:6 Khoàng:5 Lý:8"),
        ("Xừ:10 Gia:8 Hừ:6 Xá:5 Văn:14 Go:5 Lò:4 Phì:4", "Xó:6 Mỳ:6 Thị:20 Gió:6 Go:5 Lò:4 Hừ:3"),
        (
            "Cà Hừ Chừ Sinh Tư Long Xá Pa Hùng Chóng Sơn Đức Thành Lòng Giá Khai",
            "De Nu Xó Mé Pơ Chư Bư Nhù Hương Lan Tư Xé Na Linh Gơ Mai",
        ),
    ),
)
