from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256().digest()
STORED_EVERY = 8
"""A store keeps the leaves and every eighth level above; what lies between is folded when asked for."""

Read = Callable[[int, int, int], Sequence[bytes]]
"""``read(level, first, count)``: the stored hashes of a level, ``first`` counted in nodes of that level."""


def leaf_hash(entry: bytes) -> bytes:
    """RFC 9162 §2.1.1: the hash of a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 §2.1.1: the hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes of complete subtrees of one size; a power of two of them, or the right edge."""
    level = list(hashes)
    while len(level) > 1:
        # Invariant: level holds the roots, from left to right, of subtrees that cover all the hashes.
        above = [
            sha256(b"\x01" + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = [*above, level[-1]] if len(level) % 2 else above
    return level[0] if level else EMPTY_ROOT


def root_of(size: int, read: Read) -> bytes:
    """The root of the first ``size`` leaves, from O(log size) reads of at most 255 hashes."""
    return _subtree(0, size, read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """RFC 9162 §2.1.3.1: what leads from a leaf to the root of the first ``size`` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among the first {size}")
    start, stop, proof = 0, size, []
    while stop - start > 1:
        # Invariant: the leaf lies in [start, stop), and proof holds the siblings of all subtrees above it.
        middle = start + _split(stop - start)
        if index < middle:
            proof.append(_subtree(middle, stop, read))
            stop = middle
        else:
            proof.append(_subtree(start, middle, read))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, size: int, read: Read) -> list[bytes]:
    """RFC 9162 §2.1.4.1: what shows that the first ``size`` leaves begin with the first ``old``."""
    if not 0 < old <= size:
        raise ValueError(f"a log of {size} does not follow one of {old}")
    start, stop, proof, whole = 0, size, [], True
    while old != stop:
        # Invariant: the old tree ends inside [start, stop); ``whole`` while it has not been cut on the left.
        middle = start + _split(stop - start)
        if old <= middle:
            proof.append(_subtree(middle, stop, read))
            stop = middle
        else:
            proof.append(_subtree(start, middle, read))
            start, whole = middle, False
    if not whole:
        proof.append(_subtree(start, stop, read))
    return proof[::-1]


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2: whether a leaf's hash stands at ``index`` under ``root``."""
    if not 0 <= index < size:
        return False
    place, last, hashed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node_hash(sibling, hashed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and hashed == root


def consistency_holds(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """RFC 9162 §2.1.4.2: whether the log with ``root`` begins with the log that had ``old_root``."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _split(width: int) -> int:
    """The largest power of two below ``width``."""
    return 1 << (width - 1).bit_length() - 1


def _subtree(start: int, stop: int, read: Read) -> bytes:
    width = stop - start
    if width & (width - 1):
        middle = start + _split(width)
        return node_hash(_subtree(start, middle, read), _subtree(middle, stop, read))
    # A subtree of 2^k leaves begins at a multiple of 2^k, so whole stored nodes cover it.
    level = (width.bit_length() - 1) // STORED_EVERY * STORED_EVERY
    return fold(read(level, start >> level, width >> level))
