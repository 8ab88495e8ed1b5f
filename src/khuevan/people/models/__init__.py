"""The tables of this room."""

from khuevan.people.models.records import CorrectionRequest, Guardian, Identifier, Name, Person

__all__ = ["CorrectionRequest", "Guardian", "Identifier", "Name", "Person"]
