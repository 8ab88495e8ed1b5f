"""Every read of this room."""

from khuevan.org.selectors.territory import (
    below,
    communes,
    predecessors,
    province,
    successors,
    territory,
    territory_numbered,
    tree_on,
)

__all__ = [
    "below", "communes", "predecessors", "province", "successors", "territory", "territory_numbered", "tree_on",
]  # fmt: skip
