"""The log that proves itself: canonical text, the Merkle tree of RFC 9162, signed heads and receipts."""

from khuevan_kernel.log._canonical import NotCanonical, canonical, digest
from khuevan_kernel.log._keys import Key, KeyRing, UnknownKey, key_id
from khuevan_kernel.log._receipt import BadReceipt, Checked, Head, check_receipt, signed_receipt
from khuevan_kernel.log._tree import (
    EMPTY_ROOT,
    STORED_EVERY,
    Read,
    consistency_holds,
    consistency_proof,
    fold,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)

__all__ = [
    "EMPTY_ROOT", "STORED_EVERY", "BadReceipt", "Checked", "Head", "Key", "KeyRing", "NotCanonical", "Read",
    "UnknownKey", "canonical", "check_receipt", "consistency_holds", "consistency_proof", "digest", "fold",
    "inclusion_holds", "inclusion_proof", "key_id", "leaf_hash", "node_hash", "root_of", "signed_receipt",
]  # fmt: skip
