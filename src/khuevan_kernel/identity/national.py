"""The national identity number: what its twelve digits say of a person, and where a record says otherwise.

Three digits for the province of birth registration, one for century and sex, two for the year of birth, six
more: Nghị định 137/2015/NĐ-CP, Điều 13, and Thông tư 59/2021/TT-BCA, Điều 4. A number that contradicts a
record is a doubt about one of the two, never a reason to turn a person away.
"""

from __future__ import annotations

import re

RULE = "Nghị định 137/2015/NĐ-CP, Điều 13; Thông tư 59/2021/TT-BCA, Điều 4"
# The 63 provinces that gave numbers before July 2025, by the statistics office's codes.
_PROVINCES = frozenset((
    "001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020", "022", "024",
    "025", "026", "027", "030", "031", "033", "034", "035", "036", "037", "038", "040", "042", "044",
    "045", "046", "048", "049", "051", "052", "054", "056", "058", "060", "062", "064", "066", "067",
    "068", "070", "072", "074", "075", "077", "079", "080", "082", "083", "084", "086", "087", "089",
    "091", "092", "093", "094", "095", "096",
))  # fmt: skip
_NUMBER = re.compile(r"[0-9]{12}")


def doubts(number: str, birth_year: int | None, sex: int) -> tuple[str, ...]:
    """What of a number does not fit a record: ``digits``, ``province``, ``century``, ``year``, ``sex``.

    ``digits``: it has not twelve of them, and nothing else is looked at. ``century``: the two digits of the
    year agree, the hundred years do not. ``sex`` is 0 unknown, 1 male, 2 female.

    >>> doubts("001312000001", 2012, 2), doubts("001312000001", 1912, 1), doubts("999312000001", None, 0)
    ((), ('century', 'sex'), ('province',))
    """
    if not _NUMBER.fullmatch(number):
        return ("digits",)
    found = [] if number[:3] in _PROVINCES else ["province"]
    said = 1900 + int(number[3]) // 2 * 100 + int(number[4:6])
    if birth_year is not None and birth_year != said:
        found.append("century" if (birth_year - said) % 100 == 0 else "year")
    if sex and int(number[3]) % 2 != sex - 1:
        found.append("sex")
    return tuple(found)
