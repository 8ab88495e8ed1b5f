"""Delimited text: what it is packed and written in, and its records in blocks that end where a record
ends."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Generator
from pathlib import Path
from typing import BinaryIO

from khuevan.intake.contracts import Limits
from khuevan.intake.reading import legacy
from khuevan.intake.rules import refuse

SAMPLE = 2**20
BLOCK = 2**24
DELIMITERS = ",;\t|"
_PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ\x90",
)
# Printable ASCII and line ends; the bytes of Latin letters and of Vietnamese ones, all in composed form.
_PLAIN = bytes([10, 13, *range(0x20, 0x7F), *range(0x80, 0xC0), 0xC3, 0xC4, 0xC5, 0xC6, 0xE1])


def blocks(path: Path, limits: Limits) -> Generator[bytes, None, None]:
    """The text as UTF-8, in blocks of whole records. Refuses what is no text, or unpacks to too much."""
    with path.open("rb") as file:
        stream = _unpacked(file)
        held, total, first = b"", 0, True
        decode = None
        while piece := _read(stream):
            total += len(piece)
            if total > limits.unpacked:
                raise refuse("KV-I-0008")
            if first:
                encoding, mark = find_encoding(piece[:SAMPLE])
                piece, first = piece[mark:], False
                decode = _decoder(encoding)
            held += decode(piece, False) if decode else piece
            end = last_break(held)
            if end < 0:
                if len(held) > limits.line:
                    raise refuse("KV-I-0007")
                continue
            yield held[: end + 1]
            held = held[end + 1 :]
        if decode:
            held += decode(b"", True)
        if held.count(b'"') % 2:
            raise refuse("KV-I-0007")
        if held.strip():
            yield held


def _unpacked(file: BinaryIO) -> BinaryIO:
    import pyarrow as pa  # noqa: PLC0415  slow, and only those who read files need it

    head = file.read(4)
    file.seek(0)
    for magic, name in _PACKED.items():
        if head.startswith(magic):
            return pa.CompressedInputStream(file, name)  # type: ignore[no-any-return]
    if head.startswith(_BINARY):
        raise refuse("KV-I-0003")
    return file


def _read(stream: BinaryIO) -> bytes:
    try:
        return stream.read(BLOCK)
    except (OSError, EOFError):
        raise refuse("KV-I-0009") from None


def find_encoding(sample: bytes) -> tuple[str, int]:
    """The encoding of a text by its beginning, and the length of its byte order mark."""
    for mark, name in (
        (codecs.BOM_UTF8, ""),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if sample.startswith(mark):
            return name, len(mark)
    if _looks_like_markup(sample):
        raise refuse("KV-I-0003")
    if b"\0" in sample:
        return _utf16(sample), 0
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return _single_byte(sample), 0
    return "", 0


def _looks_like_markup(sample: bytes) -> bool:
    head = sample[:512].lstrip().lower()
    return head.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg", b"{\\rtf"))


def _utf16(sample: bytes) -> str:
    # Delimiters and line ends are ASCII: their other byte is the NUL.
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and odd > 4 * even:
        return "utf-16-le"
    if even > len(sample) // 8 and even > 4 * odd:
        return "utf-16-be"
    raise refuse("KV-I-0006")


def _single_byte(sample: bytes) -> str:
    seen = sample.decode("cp1252", "replace")
    vietnamese = legacy.likeness(sample.decode("cp1258", "replace"))
    found = legacy.recognise(seen)
    if found in {"tcvn3", "vni"}:
        return found
    if vietnamese >= legacy.SURE:
        return "cp1258"
    if found:
        return found
    raise refuse("KV-I-0005")


def _decoder(encoding: str) -> Callable[[bytes, bool], bytes] | None:
    if not encoding:
        return None
    codec = codecs.getincrementaldecoder("cp1252" if encoding in legacy.CONVERT else encoding)()
    convert = legacy.CONVERT.get(encoding)

    def decode(piece: bytes, final: bool) -> bytes:
        try:
            text = codec.decode(piece, final)
        except UnicodeDecodeError:
            raise refuse("KV-I-0004") from None
        return (convert(text) if convert else text).encode()

    return decode


def last_break(buffer: bytes) -> int:
    """Where the last line break outside quotation marks stands, or -1. The buffer begins outside of them.

    A break is outside when the marks before it are even in number.
    """
    end = buffer.rfind(b"\n")
    odd = buffer.count(b'"', 0, max(end, 0)) % 2
    while end >= 0 and odd:
        mark = buffer.rfind(b'"', 0, end)
        end = buffer.rfind(b"\n", 0, mark)
        odd ^= buffer.count(b'"', max(end, 0), mark + 1) % 2
    return end


def is_plain(block: bytes, delimiter: str) -> bool:
    """Whether a block of UTF-8 needs neither trimming, nor normalising, nor a look for control characters.

    Found out by searching bytes, which is far cheaper than asking every cell: no blank beside a delimiter or
    a mark, no letter outside Latin and Vietnamese that might be written in two ways, nothing below a blank.
    """
    if block.translate(None, _PLAIN):
        return False
    import numpy as np  # noqa: PLC0415  slow, and only those who read files need it

    letters = np.frombuffer(b"\n" + block + b"\n", np.uint8)
    edge = np.isin(np.arange(256), [*delimiter.encode(), *b'"\r\n'])
    blanks = np.flatnonzero(letters == ord(" "))
    if edge[letters[blanks - 1]].any() or edge[letters[blanks + 1]].any():
        return False
    return block.count(b"\xe1") == block.count(b"\xe1\xba") + block.count(b"\xe1\xbb")
