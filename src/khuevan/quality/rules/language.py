"""The language in which conditions are written: small, typed, and able to do nothing but look at one row.

A condition is read by the parser below and becomes a polars expression over the columns of one dataset.
There is no other way from its text to anything that runs: no SQL, no file, no function that is not in
``FUNCTIONS``. Its length, depth and patterns are bounded, and every function takes time in proportion to the
rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from khuevan_kernel.law import Refusal, msgid

LONGEST, MOST_TOKENS, DEEPEST, LONGEST_PATTERN, MOST_REPEATED = 1_000, 250, 25, 80, 30
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,15}(?:\.\d{1,6})?)|(?P<text>'(?:[^']|'')*')|(?P<word>[a-z_][a-z0-9_]*)"
    r"|(?P<sign><>|<=|>=|[=<>(),+*/-]))",
    re.IGNORECASE,
)
_KEYWORDS = {"and", "or", "not", "in", "is", "null", "between", "true", "false"}


class Type(StrEnum):
    """What a column or a part of a condition holds."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    BOOL = "bool"


class ConditionWrong(Refusal):
    """The condition is not of the language, or names what the dataset does not have."""

    code = "quality.condition-wrong"
    says = msgid("Điều kiện không dùng được: %(reason)s (ở ký tự %(place)s: “%(near)s”).")
    remedy = msgid("Sửa lại theo trang “Cách viết điều kiện”: chỉ dùng cột và hàm có trong danh sách.")
    words = {
        "long": msgid("điều kiện quá dài hoặc quá nhiều phần"),
        "deep": msgid("ngoặc lồng nhau quá nhiều"),
        "sign": msgid("ký tự không có trong ngôn ngữ"),
        "end": msgid("điều kiện chưa hết ý"),
        "more": msgid("còn thừa chữ sau điều kiện"),
        "expected": msgid("chỗ này cần một dấu hoặc một từ khác"),
        "column": msgid("dữ liệu không có cột này"),
        "function": msgid("không có hàm này"),
        "arguments": msgid("hàm nhận số phần khác, hoặc phần đó phải viết thẳng giá trị"),
        "type": msgid("hai bên không cùng loại (số, chữ, ngày, đúng/sai)"),
        "pattern": msgid("mẫu chữ quá dài hoặc có phần không được phép"),
        "date": msgid("ngày phải viết 'YYYY-MM-DD'"),
        "truth": msgid("cả điều kiện phải là đúng hoặc sai"),
    }


class Compiled(NamedTuple):
    """A condition ready to be asked of a frame: true where a row is wrong; null where a cell is empty."""

    wrong: pl.Expr
    columns: frozenset[str]


class _Part(NamedTuple):
    expr: pl.Expr
    type: Type
    literal: str | float | bool | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: what it takes, what it gives, and what it means in both languages."""

    takes: tuple[Type, ...]
    gives: Type
    vi: str
    en: str
    make: Callable[..., pl.Expr]
    literal: tuple[int, ...] = ()


def _matches(text: pl.Expr, pattern: str) -> pl.Expr:
    return text.str.contains(f"^(?:{pattern})$")


_T, _N, _D, _B = Type.TEXT, Type.NUMBER, Type.DATE, Type.BOOL
FUNCTIONS: Mapping[str, Function] = {
    "length": Function((_T,), _N, "số ký tự", "number of characters", lambda t: t.str.len_chars()),
    "lower": Function((_T,), _T, "chữ thường", "in lower case", lambda t: t.str.to_lowercase()),
    "upper": Function((_T,), _T, "chữ hoa", "in upper case", lambda t: t.str.to_uppercase()),
    "starts_with": Function(
        (_T, _T), _B, "bắt đầu bằng", "begins with", lambda t, x: t.str.starts_with(x), (1,)
    ),
    "ends_with": Function((_T, _T), _B, "kết thúc bằng", "ends with", lambda t, x: t.str.ends_with(x), (1,)),
    "contains": Function(
        (_T, _T), _B, "có chứa", "contains", lambda t, x: t.str.contains(x, literal=True), (1,)
    ),
    "matches": Function(
        (_T, _T), _B, "cả ô đúng theo mẫu (biểu thức chính quy đơn giản)",
        "the whole cell follows a simple regular expression", _matches, (1,),
    ),
    "part": Function(
        (_T, _N, _N), _T, "một phần chữ: từ ký tự thứ mấy (đếm từ 1), bao nhiêu ký tự",
        "a part: from which character (from 1), how many",
        lambda t, a, n: t.str.slice(max(int(a) - 1, 0), int(n)), (1, 2),
    ),
    "number": Function(
        (_T,), _N, "chữ số thành số; không phải số thì trống",
        "digits as a number; empty where they are none",
        lambda t: t.cast(pl.Int64, strict=False),
    ),
    "year": Function((_D,), _N, "năm", "year", lambda d: d.dt.year().cast(pl.Int64)),
    "month": Function((_D,), _N, "tháng", "month", lambda d: d.dt.month().cast(pl.Int64)),
    "day": Function((_D,), _N, "ngày trong tháng", "day of the month", lambda d: d.dt.day().cast(pl.Int64)),
    "days": Function(
        (_D, _D), _N, "số ngày từ ngày đầu đến ngày sau", "days from the first to the second",
        lambda a, b: (b - a).dt.total_days(),
    ),
    "abs": Function((_N,), _N, "giá trị tuyệt đối", "without its sign", lambda n: n.abs()),
}  # fmt: skip


def compile_condition(text: str, columns: Mapping[str, Type]) -> Compiled:
    """Read a condition over the columns of a dataset. Refuses with ``ConditionWrong``, which says where.

    >>> columns = {"size": Type.NUMBER, "grade": Type.NUMBER}
    >>> sorted(compile_condition("size > 45 and grade in (1, 2)", columns).columns)
    ['grade', 'size']
    """
    parser = _Parser(text, columns)
    part = parser.whole()
    return Compiled(part.expr, frozenset(parser.used))


class _Parser:
    def __init__(self, text: str, columns: Mapping[str, Type]) -> None:
        self._text, self._columns = text, columns
        self.used: set[str] = set()
        self._tokens = self._read()
        self._next, self._depth = 0, 0

    def whole(self) -> _Part:
        part = self._or()
        if self._peek()[0] != "end":
            raise self._wrong("more")
        if part.type is not Type.BOOL:
            raise self._wrong("truth")
        return part

    def _read(self) -> list[tuple[str, str, int]]:
        if len(self._text) > LONGEST:
            raise ConditionWrong(reason="long", place=LONGEST, near=self._text[:20])
        tokens, place = [], 0
        stripped = self._text.rstrip()
        while place < len(stripped):
            found = _TOKEN.match(stripped, place)
            if found is None or found.lastgroup is None:
                raise ConditionWrong(
                    reason="sign", place=place + 1, near=stripped[place : place + 20].strip()
                )
            kind = found.lastgroup
            said = found.group(kind)
            tokens.append((kind, said.lower() if kind == "word" else said, found.start(kind)))
            place = found.end()
        if len(tokens) > MOST_TOKENS:
            raise ConditionWrong(reason="long", place=len(stripped), near=stripped[-20:])
        return [*tokens, ("end", "", len(stripped))]

    def _wrong(self, reason: str, back: int = 0) -> ConditionWrong:
        _, _, place = self._tokens[max(min(self._next, len(self._tokens) - 1) - back, 0)]
        reason = "end" if reason == "expected" and self._peek()[0] == "end" else reason
        return ConditionWrong(reason=reason, place=place + 1, near=self._text[place : place + 20].strip())

    def _peek(self) -> tuple[str, str, int]:
        return self._tokens[self._next]

    def _take(self, *said: str) -> str:
        """The next sign or word where it is one of these; else nothing."""
        kind, word, _ = self._peek()
        if kind in {"sign", "word"} and word in said:
            self._next += 1
            return word
        return ""

    def _need(self, said: str) -> None:
        if not self._take(said):
            raise self._wrong("expected")

    def _or(self) -> _Part:
        part = self._and()
        while self._take("or"):
            part = _Part(self._truth(part).expr | self._truth(self._and()).expr, Type.BOOL)
        return part

    def _and(self) -> _Part:
        part = self._not()
        while self._take("and"):
            part = _Part(self._truth(part).expr & self._truth(self._not()).expr, Type.BOOL)
        return part

    def _not(self) -> _Part:
        turned = False
        while self._take("not"):
            turned = not turned
        part = self._comparison()
        return _Part(~self._truth(part).expr, Type.BOOL) if turned else part

    def _truth(self, part: _Part) -> _Part:
        if part.type is not Type.BOOL:
            raise self._wrong("type", 1)
        return part

    def _comparison(self) -> _Part:
        left = self._sum()
        if self._take("is"):
            turned = bool(self._take("not"))
            self._need("null")
            return _Part(left.expr.is_not_null() if turned else left.expr.is_null(), Type.BOOL)
        turned = bool(self._take("not"))
        if self._take("in"):
            inside = self._among(left)
            return _Part(~inside if turned else inside, Type.BOOL)
        if self._take("between"):
            low = self._alike(left, self._sum())
            self._need("and")
            high = self._alike(left, self._sum())
            inside = (left.expr >= low.expr) & (left.expr <= high.expr)
            return _Part(~inside if turned else inside, Type.BOOL)
        if turned:
            raise self._wrong("expected")
        sign = self._take("=", "<>", "<", "<=", ">", ">=")
        if not sign:
            return left
        right = self._sum()
        if left.literal is not None and right.literal is None:
            left = self._alike(right, left)
        else:
            right = self._alike(left, right)
        return _Part(_COMPARED[sign](left.expr, right.expr), Type.BOOL)

    def _among(self, left: _Part) -> pl.Expr:
        self._need("(")
        found = []
        while True:
            one = self._alike(left, self._sum())
            if one.literal is None:
                raise self._wrong("arguments", 1)
            found.append(one.literal)
            if not self._take(","):
                break
        self._need(")")
        values = [date.fromisoformat(str(one)) for one in found] if left.type is Type.DATE else found
        return left.expr.is_in(values)

    def _alike(self, left: _Part, right: _Part) -> _Part:
        """The right side as the left one's type; a text beside a date is a date."""
        if left.type is Type.DATE and right.type is Type.TEXT and isinstance(right.literal, str):
            try:
                return _Part(pl.lit(date.fromisoformat(right.literal)), Type.DATE, right.literal)
            except ValueError:
                raise self._wrong("date", 1) from None
        if left.type is not right.type:
            raise self._wrong("type", 1)
        return right

    def _sum(self) -> _Part:
        part = self._product()
        while sign := self._take("+", "-"):
            right = self._product()
            part = self._reckoned(sign, part, right)
        return part

    def _product(self) -> _Part:
        part = self._one()
        while sign := self._take("*", "/"):
            part = self._reckoned(sign, part, self._one())
        return part

    def _reckoned(self, sign: str, left: _Part, right: _Part) -> _Part:
        if left.type is not Type.NUMBER or right.type is not Type.NUMBER:
            raise self._wrong("type", 1)
        return _Part(_RECKONED[sign](left.expr, right.expr), Type.NUMBER)

    def _one(self) -> _Part:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._wrong("deep")
        part = self._atom()
        self._depth -= 1
        return part

    def _atom(self) -> _Part:
        kind, said, _ = self._peek()
        self._next += kind != "end"
        if kind == "number":
            value = float(said) if "." in said else int(said)
            return _Part(pl.lit(value), Type.NUMBER, value)
        if kind == "text":
            text = said[1:-1].replace("''", "'")
            return _Part(pl.lit(text), Type.TEXT, text)
        if kind == "word" and said in {"true", "false"}:
            return _Part(pl.lit(said == "true"), Type.BOOL, said == "true")
        if said == "-" and kind == "sign":
            part = self._one()
            if part.type is not Type.NUMBER:
                raise self._wrong("type", 1)
            opposite = -part.literal if isinstance(part.literal, (int, float)) else None
            return _Part(-part.expr, Type.NUMBER, opposite)
        if said == "(" and kind == "sign":
            part = self._or()
            self._need(")")
            return part
        if kind != "word" or said in _KEYWORDS:
            self._next -= kind != "end"
            raise self._wrong("expected")
        return self._called(said) if self._take("(") else self._column(said)

    def _column(self, name: str) -> _Part:
        if name not in self._columns:
            raise self._wrong("column", 1)
        self.used.add(name)
        return _Part(pl.col(name), self._columns[name])

    def _called(self, name: str) -> _Part:
        function = FUNCTIONS.get(name)
        if function is None:
            raise self._wrong("function", 2)
        given = []
        for number, kind in enumerate(function.takes):
            if number:
                self._need(",")
            part = self._alike(_Part(pl.lit(None), kind), self._sum())
            if number in function.literal and part.literal is None:
                raise self._wrong("arguments", 1)
            given.append(part.literal if number in function.literal else part.expr)
        if not self._take(")"):
            raise self._wrong("arguments")
        if name == "matches":
            self._require_plain(str(given[1]))
        return _Part(function.make(*given), function.gives)

    def _require_plain(self, pattern: str) -> None:
        """A pattern that compiles to little: no groups repeated by count, no large counts, nothing nested."""
        counts = [int(n) for n in re.findall(r"\d+", " ".join(re.findall(r"\{([^}]*)\}", pattern)))]
        long = len(pattern) > LONGEST_PATTERN or any(n > MOST_REPEATED for n in counts) or len(counts) > 6
        if long or not _is_plain(pattern):
            raise self._wrong("pattern", 2)
        try:
            pl.Series([""]).str.contains(f"^(?:{pattern})$")
        except pl.exceptions.ComputeError:
            raise self._wrong("pattern", 2) from None


def _is_plain(pattern: str) -> bool:
    for sign, after in pairwise(f"{pattern} "):
        if (sign, after) in {("(", "?"), (")", "*"), (")", "+"), (")", "{"), (")", "?"), ("}", "{")}:
            return False
    return all(escaped in "dwsDWS.-/()" for escaped in re.findall(r"\\(.?)", pattern))


_COMPARED: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
_RECKONED: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
}  # fmt: skip
