"""Which records of a register stand for one person: candidates by blocking keys, weighed by Fellegi and
Sunter.

The method: I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969). Each compared field
adds log₂(m/u): m, how often two records of one person stand so (``Weights``, parameters); u, how often two
records of different persons do by chance, counted in the register at hand (``Population``), so that a common
name weighs little and a rare one much. The sum starts below zero by how few of all pairs are one person.
"""

from khuevan_kernel.linkage._blocking import LINKS, pairs
from khuevan_kernel.linkage._names import described, sliced
from khuevan_kernel.linkage._population import Population
from khuevan_kernel.linkage._scoring import CERTAIN, POSSIBLE, apart_in_class, scored
from khuevan_kernel.linkage._weights import WEIGHTS, Weights

__all__ = [
    "CERTAIN", "LINKS", "POSSIBLE", "WEIGHTS", "Population", "Weights", "apart_in_class", "described",
    "pairs", "scored", "sliced",
]  # fmt: skip
