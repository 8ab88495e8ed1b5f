"""What may be asked to be corrected, and what a record may say."""

from khuevan.people.rules.records import (
    ANSWERS,
    FIELDS,
    AnsweredAlready,
    AnswerUnclear,
    NothingToCorrect,
    OwnRequest,
    masked,
    require_a_correction,
    require_an_answer,
)

__all__ = [
    "ANSWERS", "FIELDS", "AnswerUnclear", "AnsweredAlready", "NothingToCorrect", "OwnRequest", "masked",
    "require_a_correction", "require_an_answer",
]  # fmt: skip
