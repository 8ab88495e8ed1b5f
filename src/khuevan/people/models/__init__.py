"""The tables of this room."""

from khuevan.people.models.linkage import DuplicatePair, Merge
from khuevan.people.models.records import CorrectionRequest, Guardian, Identifier, Name, Person

__all__ = ["CorrectionRequest", "DuplicatePair", "Guardian", "Identifier", "Merge", "Name", "Person"]
