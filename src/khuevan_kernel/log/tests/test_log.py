"""The log against its definition: RFC 9162 written out naively, over small trees and many random ones."""

from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan_kernel.log import (
    EMPTY_ROOT,
    STORED_EVERY,
    NotCanonical,
    canonical,
    consistency_holds,
    consistency_proof,
    fold,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    root_of,
)


def naive_root(leaves):
    """RFC 9162 §2.1.1, as it is written there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m, leaves):
    """RFC 9162 §2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def stored(leaves):
    """What a store gives: leaves, and complete nodes of every eighth level only."""

    def read(level, first, count):
        assert level % STORED_EVERY == 0
        assert count < 1 << STORED_EVERY
        width = 1 << level
        assert (first + count) * width <= len(leaves), "an incomplete node was asked for"
        return [naive_root(leaves[i * width : (i + 1) * width]) for i in range(first, first + count)]

    return read


def leaves_of(size):
    return [leaf_hash(str(number).encode()) for number in range(size)]


@given(st.integers(0, 700))
def test_the_root_is_the_one_of_the_definition(size):
    leaves = leaves_of(size)

    assert root_of(size, stored(leaves)) == naive_root(leaves)
    assert fold(leaves) == naive_root(leaves)


@given(st.data(), st.integers(1, 600))
def test_every_leaf_has_the_proof_of_the_definition_and_no_other_leaf_has_it(data, size):
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    root = naive_root(leaves)

    proof = inclusion_proof(index, size, stored(leaves))

    assert proof == naive_path(index, leaves)
    assert inclusion_holds(leaves[index], index, size, proof, root)
    assert not inclusion_holds(leaf_hash(b"forged"), index, size, proof, root)
    other = data.draw(st.integers(0, size))
    assert inclusion_holds(leaves[index], other, size, proof, root) == (other == index)
    if proof:
        assert not inclusion_holds(leaves[index], index, size, proof[:-1], root)
        assert not inclusion_holds(leaves[index], index, size, [*proof, proof[0]], root)


@pytest.mark.parametrize("size", range(1, 34))
def test_a_log_is_consistent_with_all_it_was_before_and_with_nothing_else(size):
    leaves = leaves_of(size)
    for old in range(1, size + 1):
        proof = consistency_proof(old, size, stored(leaves))
        before, now = naive_root(leaves[:old]), naive_root(leaves)
        assert consistency_holds(old, size, proof, before, now)
        assert not consistency_holds(old, size, proof, leaf_hash(b"rewritten"), now)
        assert not consistency_holds(old, size, proof, before, leaf_hash(b"rewritten"))
        if old < size:
            assert not consistency_holds(old, size, proof[:-1], before, now)


@given(st.data(), st.integers(250, 1200))
def test_large_logs_are_consistent_over_stored_levels(data, size):
    leaves = leaves_of(size)
    old = data.draw(st.integers(1, size))
    proof = consistency_proof(old, size, stored(leaves))

    assert consistency_holds(old, size, proof, naive_root(leaves[:old]), naive_root(leaves))


def test_a_known_tree_has_its_known_root():
    # The seven test leaves that certificate transparency logs are tried with, and their published root.
    data = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    leaves = [leaf_hash(bytes.fromhex(text)) for text in data]

    assert fold(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_one_value_has_one_text():
    composed, decomposed = "Huế", "Hue\u0302\u0301"
    assert canonical({"y": composed, "x": {2, 1}}) == canonical({"x": frozenset({1, 2}), "y": decomposed})
    assert canonical(datetime(2026, 6, 11, 1, tzinfo=UTC)) == '"2026-06-11T01:00:00.000000Z"'
    assert canonical([Decimal("1E+1"), True]) == '["10",true]'


@pytest.mark.parametrize("value", [1.5, datetime(2026, 1, 1), b"x", object(), {1: 2}, Decimal("NaN")])  # noqa: DTZ001
def test_what_has_no_single_text_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical({"value": value})
