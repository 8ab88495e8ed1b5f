"""The ethnic groups of Viet Nam by their codes: Quyết định 121-TCTK/PPCĐ (2 March 1979).

Two more stand in today's lists: 55 a foreigner, 56 not known.
"""

# Vietnamese, English; the first has code 1.
_GROUPS = (
    ("Kinh", "Kinh"), ("Tày", "Tay"), ("Thái", "Thai"), ("Hoa", "Hoa"), ("Khơ-me", "Khmer"),
    ("Mường", "Muong"), ("Nùng", "Nung"), ("H'Mông", "Hmong"), ("Dao", "Dao"), ("Gia-rai", "Gia Rai"),
    ("Ngái", "Ngai"), ("Ê-đê", "E De"), ("Ba-na", "Ba Na"), ("Xơ-đăng", "Xo Dang"),
    ("Sán Chay", "San Chay"), ("Cơ-ho", "Co Ho"), ("Chăm", "Cham"), ("Sán Dìu", "San Diu"), ("Hrê", "Hre"),
    ("Mnông", "Mnong"), ("Ra-glai", "Ra Glai"), ("Xtiêng", "Xtieng"), ("Bru-Vân Kiều", "Bru-Van Kieu"),
    ("Thổ", "Tho"), ("Giáy", "Giay"), ("Cơ-tu", "Co Tu"), ("Gié-Triêng", "Gie-Trieng"), ("Mạ", "Ma"),
    ("Khơ-mú", "Kho Mu"), ("Co", "Co"), ("Tà-ôi", "Ta Oi"), ("Chơ-ro", "Cho Ro"), ("Kháng", "Khang"),
    ("Xinh-mun", "Xinh Mun"), ("Hà Nhì", "Ha Nhi"), ("Chu-ru", "Chu Ru"), ("Lào", "Lao"),
    ("La Chí", "La Chi"), ("La Ha", "La Ha"), ("Phù Lá", "Phu La"), ("La Hủ", "La Hu"), ("Lự", "Lu"),
    ("Lô Lô", "Lo Lo"), ("Chứt", "Chut"), ("Mảng", "Mang"), ("Pà Thẻn", "Pa Then"), ("Cơ Lao", "Co Lao"),
    ("Cống", "Cong"), ("Bố Y", "Bo Y"), ("Si La", "Si La"), ("Pu Péo", "Pu Peo"), ("Brâu", "Brau"),
    ("Ơ Đu", "O Du"), ("Rơ-măm", "Ro Mam"), ("Người nước ngoài", "Foreigner"), ("Không rõ", "Not known"),
)  # fmt: skip
ETHNICITIES = dict(enumerate(_GROUPS, 1))
"""Code → the word in Vietnamese and in English."""


def ethnicity(code: int, language: str = "vi") -> str:
    """The word for a code in ``vi`` or ``en``; the code itself where the list has none.

    >>> ethnicity(5), ethnicity(5, "en"), ethnicity(99)
    ('Khơ-me', 'Khmer', '99')
    """
    words = ETHNICITIES.get(code)
    return str(code) if words is None else words[language == "en"]
