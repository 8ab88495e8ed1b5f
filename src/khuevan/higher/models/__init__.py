"""The tables of this room, one import away."""

from khuevan.higher.models.cycle import Change, Freeze, Publication
from khuevan.higher.models.institutions import Asset, Department, Post, Profile, Project, YearValue
from khuevan.higher.models.persons import Degree, DegreeCorrection, Employment, Study, StudyDecision
from khuevan.higher.models.programmes import Intake, OpenedField, Programme

__all__ = [
    "Asset", "Change", "Degree", "DegreeCorrection", "Department", "Employment", "Freeze", "Intake",
    "OpenedField", "Post", "Profile", "Programme", "Project", "Publication", "Study", "StudyDecision",
    "YearValue",
]  # fmt: skip
