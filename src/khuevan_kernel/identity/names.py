"""Vietnamese names: written in one way, searched without tone marks, sorted as a class list is."""

from __future__ import annotations

import unicodedata

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of the dictionaries
_ORDER = {letter: chr(0x21 + place) for place, letter in enumerate(LETTERS)}


def tidy(name: str) -> str:
    """A name with single spaces, composed (NFC). Letters, apostrophes and hyphens stay as people write them.

    >>> tidy("  H\u2019Len   Nie\u0302 ")
    'H’Len Niê'
    """
    return unicodedata.normalize("NFC", " ".join(name.split()))


def search_key(name: str) -> str:
    """A name in lower case without tone marks and other signs, for searching.

    >>> search_key("Đặng Thị Ỷ"), search_key("H’Len Niê Kđăm")
    ('dang thi y', "h'len nie kdam")
    """
    plain = (
        unicodedata.normalize("NFD", tidy(name).lower()).replace("đ", "d").replace("’", "'").replace("ʼ", "'")
    )
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def sort_key(name: str) -> str:
    """A key that sorts by given name first, letter by letter and tone last, as class lists do.

    >>> sorted(["Trần Văn Đào", "Lê Ân", "Phạm An", "Lê Ăn"], key=sort_key)
    ['Phạm An', 'Lê Ăn', 'Lê Ân', 'Trần Văn Đào']
    """
    words = tidy(name).lower().split(" ")
    return " ".join(_word_key(word) for word in (words[-1:] + words[:-1]))


def _word_key(word: str) -> str:
    letters, tones = [], []
    for sign in word:
        parts = unicodedata.normalize("NFD", sign)
        tone = next((TONES.index(mark) + 1 for mark in parts if mark in TONES), 0)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES))
        letters.append(_ORDER.get(base, base))
        tones.append(str(tone))
    return f"{''.join(letters)}~{''.join(tones).rstrip('0')}"
