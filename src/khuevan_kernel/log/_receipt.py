from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khuevan_kernel.log._canonical import canonical, digest
from khuevan_kernel.log._keys import Key, KeyRing, key_id
from khuevan_kernel.log._tree import inclusion_holds, leaf_hash

KIND = "khuevan receipt v1"
_PARTS = ("kind", "what", "content", "content_sha256", "entry", "log")


class BadReceipt(ValueError):
    """The receipt is not what it says. ``args[0]`` says which step failed."""


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head: the log had these many leaves and this root at this moment of the database's clock."""

    size: int
    root: bytes
    at: str
    key: str
    signature: bytes = b""

    def message(self) -> bytes:
        """The bytes that are signed."""
        return f"khuevan tree head v1\n{self.size}\n{self.root.hex()}\n{self.at}\n".encode()

    def holds(self, ring: KeyRing) -> bool:
        """Whether its key, which has to be in the ring, signed it. Raises ``UnknownKey``."""
        return ring[self.key].verifies(self.signature, self.message())

    def as_json(self) -> dict[str, object]:
        """As it is published, and as a receipt carries it."""
        return {"size": self.size, "root": self.root.hex(), "at": self.at, "key": self.key,
                "signature": base64.b64encode(self.signature).decode()}  # fmt: skip

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> Head:
        """Read what ``as_json`` wrote."""
        return cls(int(held["size"]), bytes.fromhex(held["root"]), str(held["at"]), str(held["key"]),
                   base64.b64decode(held["signature"]))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """What a receipt proves: what was done, when by the database's clock, and where it stands in the log."""

    what: str
    recorded_at: str
    index: int
    sealed: bool
    key: str
    content_sha256: str


def signed_receipt(
    *, content: object, recorded_at: str, body: str, index: int, head: Head | None, proof: Sequence[bytes],
    key: Key, sign: Callable[[bytes], bytes],
) -> dict[str, object]:  # fmt: skip
    """A receipt for a journal entry whose facts hold the digest of ``content`` under ``content``.

    Refuses with ``BadReceipt`` where they do not: a receipt must not promise what the log does not hold.
    """
    facts = json.loads(body)
    if facts["facts"].get("content") != digest(content):
        raise BadReceipt("content")
    receipt: dict[str, object] = {
        "kind": KIND, "what": facts["event"], "content": json.loads(canonical(content)),
        "content_sha256": digest(content), "entry": {"recorded_at": recorded_at, "body": body},
        "log": {"index": index, "leaf": _leaf(recorded_at, body).hex(),
                "head": head.as_json() if head else None, "proof": [step.hex() for step in proof]},
    }  # fmt: skip
    signature = sign(canonical(receipt).encode())
    return receipt | {
        "key": {"id": key.id, "public_key": base64.b64encode(key.public).decode()},
        "signature": base64.b64encode(signature).decode(),
    }


def check_receipt(text: str, ring: KeyRing, *, pinned: str = "") -> Checked:
    """Check a receipt without any database. Trusts the keys of the ring, or those a pinned key vouches for.

    With a pinned key id and no ring, the key that the receipt carries is taken if it has that id. Refuses
    with ``BadReceipt`` (forged, altered or broken) or ``UnknownKey`` (whole, but signed by somebody unknown).
    """
    try:
        receipt = json.loads(text)
        if receipt["kind"] != KIND:
            raise BadReceipt("kind")
        carried = Key(base64.b64decode(receipt["key"]["public_key"], validate=True), since="")
        return _check(receipt, carried, _trusted(ring, carried, pinned))
    except (
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        binascii.Error,
        json.JSONDecodeError,
    ) as error:
        raise BadReceipt("form") from error
    except ValueError as error:
        raise error if isinstance(error, BadReceipt) else BadReceipt("form") from error


def _trusted(ring: KeyRing, carried: Key, pinned: str) -> KeyRing:
    if not pinned:
        return ring
    if not ring.keys and carried.id == pinned:
        return KeyRing([carried])
    return ring.trusted_from(pinned)


def _check(receipt: Mapping[str, Any], carried: Key, trusted: KeyRing) -> Checked:
    signed = canonical({part: receipt[part] for part in _PARTS}).encode()
    signature = base64.b64decode(receipt["signature"], validate=True)
    if not carried.verifies(signature, signed):
        raise BadReceipt("signature")
    entry, log = receipt["entry"], receipt["log"]
    told = json.loads(entry["body"])
    if not digest(receipt["content"]) == receipt["content_sha256"] == told["facts"]["content"]:
        raise BadReceipt("content")
    if receipt["what"] != told["event"]:
        raise BadReceipt("what")
    leaf = _leaf(entry["recorded_at"], entry["body"])
    if leaf.hex() != log["leaf"]:
        raise BadReceipt("leaf")
    key = trusted[key_id(carried.public)]
    if log["head"] is not None:
        _check_place(leaf, log, trusted)
    return Checked(told["event"], entry["recorded_at"], log["index"], log["head"] is not None, key.id,
                   receipt["content_sha256"])  # fmt: skip


def _check_place(leaf: bytes, log: Mapping[str, Any], trusted: KeyRing) -> None:
    head = Head.from_json(log["head"])
    if not head.holds(trusted):
        raise BadReceipt("head")
    proof = [bytes.fromhex(step) for step in log["proof"]]
    if not inclusion_holds(leaf, log["index"], head.size, proof, head.root):
        raise BadReceipt("proof")


def _leaf(recorded_at: str, body: str) -> bytes:
    return leaf_hash(f"{recorded_at} {body}".encode())
