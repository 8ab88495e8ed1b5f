"""The pure part of quality: the language of conditions, datasets, the rulebook, scores, and refusals."""

from khuevan.quality.rules.datasets import DATASETS, POLARS, Dataset, Field
from khuevan.quality.rules.deriving import Context, derive
from khuevan.quality.rules.finding import FOUND, find
from khuevan.quality.rules.language import FUNCTIONS, ConditionWrong, Type, compile_condition
from khuevan.quality.rules.refusals import (
    AlreadyHeld,
    AskedAlready,
    AskSettled,
    AskUnclear,
    DayPassed,
    InForceAlready,
    NothingChosen,
    OfficeElsewhere,
    ReasonMissing,
    RuleUnclear,
    StateChanged,
    WaivedFromAbove,
    WaiverTooLong,
)
from khuevan.quality.rules.rulebook import PLACES, condition, in_force, require_whole, shipped
from khuevan.quality.rules.scoring import OUTLIERS, WEIGHTS, outliers, score

__all__ = [
    "DATASETS", "FOUND", "FUNCTIONS", "OUTLIERS", "PLACES", "POLARS", "WEIGHTS", "AlreadyHeld", "AskSettled",
    "AskUnclear", "AskedAlready", "ConditionWrong", "Context", "Dataset", "DayPassed", "Field",
    "InForceAlready", "NothingChosen", "OfficeElsewhere", "ReasonMissing", "RuleUnclear", "StateChanged",
    "Type", "WaivedFromAbove", "WaiverTooLong", "compile_condition", "condition", "derive", "find",
    "in_force", "outliers", "require_whole", "score", "shipped",
]  # fmt: skip
