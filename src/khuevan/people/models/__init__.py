"""The tables of this room."""

from khuevan.people.models.history import Change, Edit, Place
from khuevan.people.models.linkage import DuplicatePair, Merge
from khuevan.people.models.records import CorrectionRequest, Guardian, Identifier, Name, Person

__all__ = [
    "Change", "CorrectionRequest", "DuplicatePair", "Edit", "Guardian", "Identifier", "Merge", "Name",
    "Person", "Place",
]  # fmt: skip
