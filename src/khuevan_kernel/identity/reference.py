"""References that may stand in an address: 128 bits that tell nothing and that nobody can guess."""

from __future__ import annotations

import base64
import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class BadReference(LookupError):
    """The reference was not made with this secret, or not for this kind of thing."""


class References:
    """Turns the number of a row into its public reference and back: one AES-256 block for each kind of row.

    The block holds the number and eight zero bytes; a guess decrypts to those zeros once in 2⁶⁴ times.
    """

    def __init__(self, secret: str, kind: str) -> None:
        key = hashlib.sha256(f"{kind}:{secret}".encode()).digest()
        # One block, each number once, under a key of its own: ECB is a keyed permutation here.
        self._cipher = Cipher(algorithms.AES256(key), modes.ECB())

    def of(self, number: int) -> str:
        """The reference of a row: 26 letters and digits.

        >>> references = References("secret", "person")
        >>> references.number(references.of(27_000_000))
        27000000
        """
        encryptor = self._cipher.encryptor()
        block = encryptor.update(bytes(8) + number.to_bytes(8, "big")) + encryptor.finalize()
        return base64.b32encode(block).decode().rstrip("=").lower()

    def number(self, reference: str) -> int:
        """The number of the row; refuses what was not made here with ``BadReference``."""
        try:
            block = base64.b32decode(reference.upper() + "======")
        except ValueError:
            raise BadReference(reference) from None
        if len(block) != 16:
            raise BadReference(reference)
        decryptor = self._cipher.decryptor()
        plain = decryptor.update(block) + decryptor.finalize()
        if plain[:8] != bytes(8):
            raise BadReference(reference)
        return int.from_bytes(plain[8:], "big")
