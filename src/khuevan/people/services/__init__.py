"""Every write of this room, and the reading of a record, which is written down too."""

from khuevan.people.services.records import READ_AGAIN_AFTER, answer_correction, ask_correction, read_record

__all__ = ["READ_AGAIN_AFTER", "answer_correction", "ask_correction", "read_record"]
