"""What people answers to rooms below."""

from __future__ import annotations

from khuevan.access.contracts import VerifiedIdentity
from khuevan.access.public import link_to_persons
from khuevan.people import selectors
from khuevan.people.following import Aside, Row, follow_merges, follow_number
from khuevan.people.rules.linkage import BothSignIn


@link_to_persons
def whose_record(identity: VerifiedIdentity) -> int | None:
    """The record of the person whom an issuer vouches for."""
    return selectors.holder_of_national_number(identity.national_id)


def one_account(staying: Row, moving: Row) -> Aside:
    """Of two accounts of one person, the one that signs in stays theirs; refuses where both do."""
    if staying["is_active"] and moving["is_active"]:
        raise BothSignIn()
    return "staying" if moving["is_active"] else "moving"


def one_number(staying: Row, moving: Row) -> Aside:
    """The same number held twice is held once."""
    return "moving"


def one_guardian(staying: Row, moving: Row) -> Aside:
    """The same guardian entered twice counts once: the one who has a record of their own, if either has."""
    known = moving["account_person_id"] and not staying["account_person_id"]
    return "staying" if known else "moving"


def one_place(staying: Row, moving: Row) -> Aside:
    """Of two places of one kind that hold at once, the staying record's stands."""
    return "moving"


follow_number("access_account", "person", keys=("id",), settle=one_account)
follow_merges("people_identifier", "person_id", meet=("scheme", "value"), settle=one_number)
follow_merges("people_guardian", "child_id", meet=("name", "kinship"), settle=one_guardian)
follow_merges("people_place", "person_id", meet=("kind", "until"), settle=one_place)
