"""What people answers to rooms below."""

from __future__ import annotations

from khuevan.access.contracts import VerifiedIdentity
from khuevan.access.public import link_to_persons
from khuevan.people import selectors


@link_to_persons
def whose_record(identity: VerifiedIdentity) -> int | None:
    """The record of the person whom an issuer vouches for."""
    return selectors.holder_of_national_number(identity.national_id)
