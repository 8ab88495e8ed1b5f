"""The tables of this room."""

from khuevan.people.models.records import CorrectionRequest, Guardian, Identifier, Person

__all__ = ["CorrectionRequest", "Guardian", "Identifier", "Person"]
