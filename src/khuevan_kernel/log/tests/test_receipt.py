"""A receipt is believed for what it proves, and for nothing that was changed in it."""

import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from khuevan_kernel.log import (
    BadReceipt,
    Head,
    Key,
    KeyRing,
    UnknownKey,
    canonical,
    check_receipt,
    digest,
    fold,
    inclusion_proof,
    leaf_hash,
    signed_receipt,
)

AT = "2026-06-11T01:00:00.000000Z"
CONTENT = {"field": "name", "value": "Nguyễn Văn An"}
BODY = canonical({"event": "people.correction-asked", "facts": {"content": digest(CONTENT)}})


def signer(private):
    return lambda message: private.sign(message, ec.ECDSA(hashes.SHA256()))


PRIVATE = ec.generate_private_key(ec.SECP256R1())
KEY = Key.of(PRIVATE, AT)
RING = KeyRing([KEY])
LEAVES = [leaf_hash(b"before"), leaf_hash(f"{AT} {BODY}".encode()), leaf_hash(b"after")]


def receipt(private=PRIVATE, key=KEY, *, sealed=True, content=CONTENT):
    head = Head(3, fold(LEAVES), AT, key.id)
    head = Head(head.size, head.root, head.at, head.key, signer(private)(head.message()))
    proof = inclusion_proof(1, 3, lambda level, first, count: LEAVES[first : first + count])
    return signed_receipt(
        content=content, recorded_at=AT, body=BODY, index=1, head=head if sealed else None,
        proof=proof if sealed else [], key=key, sign=signer(private),
    )  # fmt: skip


@pytest.mark.parametrize("sealed", [True, False])
def test_a_stranger_with_the_published_keys_believes_a_receipt(sealed):
    checked = check_receipt(
        json.dumps(receipt(sealed=sealed), indent=2), KeyRing.read(json.dumps(RING.published()))
    )

    assert (checked.what, checked.recorded_at, checked.index) == ("people.correction-asked", AT, 1)
    assert checked.sealed is sealed


def paths(value, at=()):
    if isinstance(value, dict):
        return [p for name, held in value.items() for p in paths(held, (*at, name))]
    if isinstance(value, list):
        return [p for place, held in enumerate(value) for p in paths(held, (*at, place))]
    return [at]


@given(st.sampled_from(paths(receipt())), st.sampled_from(["", "0", 0, None, "x", [], {}]))
def test_no_part_of_a_receipt_can_be_changed(path, other):
    forged = receipt()
    place = forged
    for step in path[:-1]:
        place = place[step]
    if canonical(place[path[-1]]) == canonical(other):
        return
    place[path[-1]] = other

    if path == ("key", "id"):
        return  # repeated for people's eyes; the key itself is what counts
    with pytest.raises((BadReceipt, UnknownKey)):
        check_receipt(json.dumps(forged), RING)


def test_a_receipt_that_somebody_else_signed_is_whole_and_not_believed():
    stranger = ec.generate_private_key(ec.SECP256R1())
    forged = json.dumps(receipt(stranger, Key.of(stranger, AT)))

    with pytest.raises(UnknownKey):
        check_receipt(forged, RING)
    with pytest.raises(UnknownKey):
        check_receipt(forged, KeyRing([]), pinned=KEY.id)
    with pytest.raises(UnknownKey):
        check_receipt(forged, KeyRing([]))


def test_a_pinned_key_vouches_for_its_successors_and_for_no_other_key():
    second_private, third_private = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    second = Key.of(second_private, AT, KEY, PRIVATE)
    impostor = Key.of(third_private, AT, second, third_private)
    ring = KeyRing([KEY, second, impostor])

    assert check_receipt(json.dumps(receipt(second_private, second)), ring, pinned=KEY.id).key == second.id
    with pytest.raises(UnknownKey):
        check_receipt(json.dumps(receipt(third_private, impostor)), ring, pinned=KEY.id)
    assert check_receipt(json.dumps(receipt()), KeyRing([]), pinned=KEY.id).key == KEY.id


def test_a_receipt_promises_nothing_that_its_entry_does_not_hold():
    with pytest.raises(BadReceipt, match="content"):
        receipt(content=CONTENT | {"value": "Nguyễn Văn Ân"})


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"kind":"khuevan receipt v1"}', "\x00", "1e999"])
def test_what_is_no_receipt_is_refused_by_name(text):
    with pytest.raises(BadReceipt):
        check_receipt(text, RING)


@pytest.mark.parametrize(
    "text", ["[" * 60_000, '{"kind":' * 8_000, '{"kind": ' + "[" * 900 + "]" * 900 + "}"]
)
def test_a_file_nested_without_end_is_no_receipt(text):
    with pytest.raises(BadReceipt):
        check_receipt(text, RING)


def test_a_receipt_with_content_nested_deeper_than_ours_is_refused():
    nested = json.dumps(receipt()).replace(json.dumps(CONTENT), "[" * 900 + "]" * 900)
    with pytest.raises(BadReceipt):
        check_receipt(nested, RING)
