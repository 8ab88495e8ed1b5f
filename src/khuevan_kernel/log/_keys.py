from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_ECDSA = ec.ECDSA(hashes.SHA256())
_SUCCESSION = b"khuevan log key succession v1\n"


class UnknownKey(LookupError):
    """A signature was made with a key that the checker has no reason to trust."""


def key_id(public: bytes) -> str:
    """The name of a public key (DER): the first 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Key:
    """A public key (ECDSA P-256, DER) of the log, since when it signs, and its predecessor's word for it."""

    public: bytes
    since: str
    predecessor: str = ""
    endorsement: bytes = b""

    @property
    def id(self) -> str:
        return key_id(self.public)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature over the message was made with this key."""
        public = serialization.load_der_public_key(self.public)
        if not isinstance(public, ec.EllipticCurvePublicKey) or public.curve.name != "secp256r1":
            return False
        try:
            public.verify(signature, message, _ECDSA)
        except InvalidSignature:
            return False
        return True

    @classmethod
    def of(cls, private: ec.EllipticCurvePrivateKey, since: str, before: Key | None = None,
           signer: ec.EllipticCurvePrivateKey | None = None) -> Key:  # fmt: skip
        """The public half of a new key; the key before it, where there is one, signs it."""
        public = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        if before is None or signer is None:
            return cls(public, since)
        return cls(public, since, before.id, signer.sign(_SUCCESSION + public, _ECDSA))


class KeyRing:
    """The published keys of a log, oldest first; the newest signs. Old ones are kept for ever."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.keys = tuple(keys)
        self._by_id = {key.id: key for key in self.keys}

    def __getitem__(self, identity: str) -> Key:
        try:
            return self._by_id[identity]
        except KeyError:
            raise UnknownKey(identity) from None

    def trusted_from(self, pinned: str) -> KeyRing:
        """The keys that a pinned one vouches for: itself, and whatever it and its successors endorsed."""
        trusted = [self[pinned]]
        for key in self.keys:
            before = trusted[-1]
            if key.predecessor == before.id and before.verifies(key.endorsement, _SUCCESSION + key.public):
                trusted.append(key)
        return KeyRing(trusted)

    def published(self) -> dict[str, object]:
        """What stands at ``/.well-known/khuevan-log-keys.json``."""
        return {
            "log_keys": [
                {"id": key.id, "algorithm": "ECDSA P-256 SHA-256", "since": key.since,
                 "public_key": base64.b64encode(key.public).decode(), "predecessor": key.predecessor,
                 "endorsement": base64.b64encode(key.endorsement).decode()}
                for key in self.keys
            ]
        }  # fmt: skip

    @classmethod
    def read(cls, text: str) -> KeyRing:
        """Read what ``published`` wrote; refuses another form with ``ValueError``."""
        try:
            held: list[Mapping[str, str]] = json.loads(text)["log_keys"]
            return cls(
                Key(base64.b64decode(key["public_key"]), key["since"], key["predecessor"],
                    base64.b64decode(key["endorsement"]))
                for key in held
            )  # fmt: skip
        except (KeyError, TypeError) as error:
            raise ValueError("this is not a list of log keys") from error
