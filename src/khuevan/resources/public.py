"""What other rooms may use of resources: the premises of institutions, and staffing against the norms."""

from khuevan.resources.contracts import FACTS, ROOMS, TOILETS
from khuevan.resources.selectors import Staffing, premises, staffing
from khuevan.resources.selectors.premises import premises_frame

__all__ = ["FACTS", "ROOMS", "TOILETS", "Staffing", "premises", "premises_frame", "staffing"]
