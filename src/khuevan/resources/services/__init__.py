"""Every write of this room: load, decide, write, record, return."""

from khuevan.resources.services.conditions import set_condition
from khuevan.resources.services.premises import change_premises

__all__ = ["change_premises", "set_condition"]
