from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

WORDS = {"Đ": -1, "CĐ": -2, "M": -3, "T": -4, "K": -5, "H": -6, "C": -7}
"""Results in words as the whole numbers that stand for them beside tenths."""

_SPELLINGS = {"D": "Đ", "CD": "CĐ", "Ð": "Đ", "CÐ": "CĐ"}
_NUMBER = re.compile(r"(\d{1,3})(?:[.,](\d+))?", re.ASCII)


class EntryFault(StrEnum):
    """Why a text is no mark here."""

    NOT_A_MARK = "not-a-mark"
    DECIMALS = "one-decimal"
    TOO_HIGH = "above-ten"
    WHOLE = "whole-only"
    TOO_LOW = "too-low"
    NOT_THIS_WORD = "not-this-word"


def read_mark(
    text: str, *, words: frozenset[str], least: int | None = 0, whole: bool = False
) -> int | EntryFault | None:
    """A typed mark: tenths, a word's number of ``WORDS``, nothing for an empty cell, or why not.

    ``least`` is the lowest mark in tenths, ``None`` where no numbers are taken; ``whole`` refuses decimals.

    >>> read_mark("7,5", words=frozenset()), read_mark("cđ", words=frozenset({"Đ", "CĐ"}), least=None)
    (75, -2)
    >>> [str(read_mark(text, words=frozenset())) for text in ("11", "7,25", "Đ", "x")]
    ['above-ten', 'one-decimal', 'not-this-word', 'not-a-mark']
    """
    told = unicodedata.normalize("NFC", text).strip().upper()
    if not told:
        return None
    word = _SPELLINGS.get(told, told)
    if word in WORDS:
        return WORDS[word] if word in words else EntryFault.NOT_THIS_WORD
    number = _NUMBER.fullmatch(told)
    if not number:
        return EntryFault.NOT_A_MARK
    if least is None:
        return EntryFault.NOT_THIS_WORD
    decimals = (number[2] or "").rstrip("0")
    tenths = int(number[1]) * 10 + int(decimals[:1] or 0)
    if tenths > 100 or (tenths == 100 and decimals):
        return EntryFault.TOO_HIGH
    if len(decimals) > 1:
        return EntryFault.DECIMALS
    if whole and decimals:
        return EntryFault.WHOLE
    return tenths if tenths >= least else EntryFault.TOO_LOW


def as_text(value: int | None) -> str:
    """A kept mark as people write it.

    >>> as_text(75), as_text(100), as_text(-2), as_text(None)
    ('7,5', '10', 'CĐ', '')
    """
    if value is None:
        return ""
    if value < 0:
        return next(word for word, number in WORDS.items() if number == value)
    return f"{value // 10},{value % 10}" if value % 10 else str(value // 10)
