"""What higher education knows a person for: the ages that are believed of them follow from it."""

from __future__ import annotations

from khuevan.higher import selectors
from khuevan.people.public import tell_kinds

tell_kinds(selectors.kind_of)
