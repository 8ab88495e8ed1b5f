"""Every write of this room."""

from khuevan.org.services.reorganisation import (
    apply_reorganisation,
    preview_reorganisation,
    reorganisation,
    reorganisations,
    undo_reorganisation,
)
from khuevan.org.services.territory import load_conversion, load_territory
from khuevan.org.services.units import (
    add_site,
    change_status,
    close_unit,
    end_code,
    found_unit,
    give_code,
    move_unit,
    rename_unit,
)

__all__ = [
    "add_site", "apply_reorganisation", "change_status", "close_unit", "end_code", "found_unit", "give_code",
    "load_conversion", "load_territory", "move_unit", "preview_reorganisation", "rename_unit",
    "reorganisation", "reorganisations", "undo_reorganisation",
]  # fmt: skip
