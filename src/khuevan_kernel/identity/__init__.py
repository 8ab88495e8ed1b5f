"""Identities: names as they sort and are searched, and references that tell nothing."""

from khuevan_kernel.identity.ages import AGES, disbelieved
from khuevan_kernel.identity.ethnicity import ETHNICITIES, ethnicity
from khuevan_kernel.identity.names import search_key, sort_key, tidy
from khuevan_kernel.identity.national import doubts
from khuevan_kernel.identity.reference import BadReference, References

__all__ = [
    "AGES", "ETHNICITIES", "BadReference", "References", "disbelieved", "doubts", "ethnicity", "search_key",
    "sort_key", "tidy",
]  # fmt: skip
