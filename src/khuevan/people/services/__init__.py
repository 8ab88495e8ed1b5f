"""Every write of this room, and the reading of a record, which is written down too."""

from khuevan.people.services.editing import create_person, edit_guardian, edit_person, undo_edit
from khuevan.people.services.entering import enter_person
from khuevan.people.services.identifying import add_identifier, end_identifier
from khuevan.people.services.records import READ_AGAIN_AFTER, answer_correction, ask_correction, read_record
from khuevan.people.services.registering import register_guardians, register_persons

__all__ = [
    "READ_AGAIN_AFTER", "add_identifier", "end_identifier", "answer_correction", "ask_correction",
    "create_person", "edit_guardian", "edit_person", "enter_person", "read_record", "register_guardians",
    "register_persons", "undo_edit",
]  # fmt: skip
