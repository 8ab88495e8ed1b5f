"""What schooling knows a person for: the ages that are believed of them follow from it."""

from __future__ import annotations

from khuevan.people.public import tell_kinds
from khuevan.schooling import selectors

tell_kinds(selectors.kind_of)
