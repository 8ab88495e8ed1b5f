"""Draws that depend on a seed, a stream and a place in it: not on order, chunks or machine.

Everything is integer arithmetic (a float appears only as an exact multiple of 2⁻⁵³), so that every
processor gives the same answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

STRATA = 64
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def key(seed: int, stream: str) -> int:
    """The key of a stream of draws: 64 bits."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{stream}".encode(), digest_size=8).digest(), "big")


def noise(stream: int, index: Ints) -> Words:
    """64 well mixed bits for each place of the stream (the finaliser of SplitMix64)."""
    mixed = index.astype(np.uint64)
    mixed *= _GOLDEN
    mixed += np.uint64(stream)
    mixed ^= mixed >> np.uint64(30)
    mixed *= _FIRST
    mixed ^= mixed >> np.uint64(27)
    mixed *= _SECOND
    mixed ^= mixed >> np.uint64(31)
    return mixed


def below(stream: int, index: Ints, bound: int) -> Ints:
    """Independent whole numbers from 0 to ``bound`` − 1."""
    return (noise(stream, index) % np.uint64(bound)).astype(np.int64)


def uniform(stream: int, index: Ints) -> Floats:
    """Independent draws from [0, 1)."""
    return (noise(stream, index) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def even(stream: int, index: Ints) -> Floats:
    """Draws from [0, 1) that fill it evenly: each run of 64 places has one draw in each 64th of it.

    Shares drawn with it come out right to within a few heads even in a small country.
    """
    block = index >> 6
    keys = noise(stream, block)
    place = (index & 63).astype(np.uint64)
    mask = np.uint64(63)
    for shift in (0, 12):  # two rounds of bijections on six bits, keyed by the block
        odd = (keys >> np.uint64(shift)) | np.uint64(1)
        place = (place * odd + (keys >> np.uint64(shift + 6))) & mask
        place ^= place >> np.uint64(3)
    inside = noise(stream ^ 0x5DEECE66D, block) >> np.uint64(17)
    drawn = place.astype(np.int64) * 2**47 + inside.astype(np.int64)
    return drawn.astype(np.float64) * (2.0**-47 / STRATA)


def chosen(draw: Floats, weights: Sequence[int] | Ints) -> Ints:
    """Which of the weighted choices each draw falls on."""
    bounds = np.cumsum(np.asarray(weights, dtype=np.int64))
    return np.searchsorted(bounds, draw * int(bounds[-1]), side="right").astype(np.int64)


def apportion(total: int, weights: Sequence[int] | Ints, least: int = 0) -> Ints:
    """Share out ``total`` whole things by weight: ``least`` to each, the rest by largest remainders.

    Where ``total`` is too small for ``least`` of each, the heaviest are served first. Weights are
    integers with ``total × weight`` below 2⁶³.

    >>> apportion(10, [1, 1, 1]).tolist(), apportion(5, [98, 1, 1], least=1).tolist()
    ([4, 3, 3], [3, 1, 1])
    """
    weighed = np.asarray(weights, dtype=np.int64)
    if least and total >= least * len(weighed):
        return _at_least(total, weighed, least)
    whole = int(weighed.sum())
    if whole == 0:
        return np.zeros(len(weighed), dtype=np.int64)
    quotas = total * weighed
    shares = quotas // whole
    missing = total - int(shares.sum())
    first = np.lexsort((np.arange(len(weighed)), shares * whole - quotas))[:missing]
    shares[first] += 1
    return shares


def _at_least(total: int, weights: Ints, least: int) -> Ints:
    shares = apportion(total, weights)
    poor = shares < least
    while (shares < least).any():
        poor |= shares < least
        rest = apportion(total - least * int(poor.sum()), np.where(poor, 0, weights))
        shares = np.where(poor, least, rest)
    return shares


def apportion_rows(totals: Ints, weights: Sequence[int]) -> Ints:
    """Share out each row's total over the same weights; the answer has a row for each total."""
    weighed = np.asarray(weights, dtype=np.int64)
    whole = int(weighed.sum())
    quotas = totals[:, None] * weighed[None, :]
    shares = quotas // whole
    missing = totals - shares.sum(axis=1)
    order = np.argsort(shares * whole - quotas, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(weighed))[None, :].repeat(len(totals), axis=0), axis=1)
    rows: Ints = shares + (ranks < missing[:, None])
    return rows
