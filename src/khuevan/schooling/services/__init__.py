"""Every write of this room."""

from khuevan.schooling.services.employing import employ
from khuevan.schooling.services.ending import end_employment, remove_class
from khuevan.schooling.services.places import enrol, leave, move, put
from khuevan.schooling.services.records import (
    change_class,
    change_staff,
    end_support,
    make_class,
    note_export,
    note_support,
    record_year_results,
    take_attendance,
)
from khuevan.schooling.services.turnover import (
    ask_turn_over,
    run_turn_over,
    settle_outcome,
    standing_on_classes,
    turn_over_school,
    undo_turn_over,
)
from khuevan.schooling.services.years import open_school_year

__all__ = [
    "ask_turn_over", "change_class", "change_staff", "employ", "end_employment", "end_support", "enrol",
    "leave", "make_class", "move", "note_export", "note_support", "open_school_year", "put",
    "record_year_results", "remove_class", "run_turn_over", "settle_outcome", "standing_on_classes",
    "take_attendance", "turn_over_school", "undo_turn_over",
]  # fmt: skip
