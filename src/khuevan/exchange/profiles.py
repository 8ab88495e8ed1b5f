"""Which columns a key sees and writes: all that are not sensitive, or those that its profile names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from khuevan.exchange.contracts import Fields, Holder
from khuevan.intake.public import Description, Fault

UNKNOWN_FIELD = "exchange.field-unknown"


@dataclass(frozen=True, slots=True)
class Sight:
    """The columns of a resource that a key reads and writes, in the description's order."""

    reads: tuple[str, ...]
    writes: tuple[str, ...]

    def kept(self, thing: Description) -> frozenset[str]:
        """The columns that stand as they are where they are not sent: the key cannot know what they say."""
        return frozenset(one.name for one in thing.columns) - ({*self.reads} & {*self.writes})


def sight(thing: Description, holder: Holder | None) -> Sight | None:
    """What a key sees of a resource; ``None`` where its profile does not name the resource.

    Sensitive columns are read only where the profile names them and the key's office has a purpose.
    """
    named = holder.profile if holder else None
    if named is None:
        plain = tuple(one.name for one in thing.columns if not one.sensitive)
        return Sight(plain, tuple(one.name for one in thing.columns))
    fields = named.get(thing.name)
    if fields is None:
        return None
    may_see = {one.name for one in thing.columns if not one.sensitive or (holder and holder.purpose)}
    return Sight(_of(thing, fields.reads & may_see), _of(thing, fields.writes) if fields.writes else ())


def _of(thing: Description, names: Collection[str]) -> tuple[str, ...]:
    return tuple(one.name for one in thing.columns if one.name in names or one.name in thing.key)


def not_yours(rows: Collection[Mapping[str, object]], seen: Sight) -> list[Fault]:
    """The places where a key sends what its profile does not let it write; rows are counted from 1."""
    return [
        Fault(UNKNOWN_FIELD, number, name)
        for number, row in enumerate(rows, 1)
        for name in row
        if name not in seen.writes
    ]


def read_fields(said: Mapping[str, Mapping[str, Collection[str]]]) -> dict[str, Fields]:
    """A profile as it is kept, by resource."""
    return {
        name: Fields(frozenset(one.get("read", ())), frozenset(one.get("write", ())))
        for name, one in said.items()
    }
