from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

WORDS = {"Đ": -1, "CĐ": -2, "M": -3}
"""Marks in words (đạt, chưa đạt, miễn) as the whole numbers that stand for them beside hundredths."""

_SPELLINGS = {
    "Đ": "Đ", "ĐẠT": "Đ", "D": "Đ", "CĐ": "CĐ", "CD": "CĐ", "CHƯA ĐẠT": "CĐ", "M": "M", "MIỄN": "M",
}  # fmt: skip
_NUMBER = re.compile(r"(\d{1,2})(?:[.,](\d{1,2}))?", re.ASCII)
_LONG = re.compile(r"\d{1,2}[.,]\d{3,}", re.ASCII)
_BIG = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_MINUS = re.compile(r"[-−]\d+(?:[.,]\d+)?")
_NOT_TAKEN = re.compile(r"[-−]1(?:[.,]0{1,2})?")
HIGHEST = 1000


class MarkFault(StrEnum):
    """Why a text is not a mark."""

    NOT_A_MARK = "mark-not-understood"
    TOO_LONG = "mark-too-many-decimals"
    TOO_HIGH = "mark-above-ten"
    NEGATIVE = "mark-below-nought"


def read_mark(text: str | None) -> int | MarkFault | None:
    """A mark as published: whole hundredths (``"7,4"`` is 740), a word's number of ``WORDS``, or nothing.

    Nothing is an empty cell, or ``-1`` as files of 2021 write what was not taken. No float stands in between.

    >>> read_mark("6.33"), read_mark("8"), read_mark("-1"), read_mark("CĐ"), str(read_mark("10.25"))
    (633, 800, None, -2, 'mark-above-ten')
    """
    told = unicodedata.normalize("NFC", text or "").strip()
    if not told or _NOT_TAKEN.fullmatch(told):
        return None
    word = _SPELLINGS.get(told.upper().replace("Ð", "Đ"))
    if word:
        return WORDS[word]
    number = _NUMBER.fullmatch(told)
    if number:
        hundredths = int(number[1]) * 100 + int((number[2] or "").ljust(2, "0"))
        return hundredths if hundredths <= HIGHEST else MarkFault.TOO_HIGH
    if _LONG.fullmatch(told):
        return MarkFault.TOO_LONG
    if _MINUS.fullmatch(told):
        return MarkFault.NEGATIVE
    return MarkFault.TOO_HIGH if _BIG.fullmatch(told) else MarkFault.NOT_A_MARK


def as_text(mark: int) -> str:
    """A mark as people read it by machine: ``740`` is ``7.40``; a word's number is the word."""
    if mark < 0:
        return {number: word for word, number in WORDS.items()}[mark]
    return f"{mark // 100}.{mark % 100:02d}"
