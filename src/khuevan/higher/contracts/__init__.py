"""What crosses the wall of this room: values without behaviour."""

from khuevan.higher.contracts.levels import Level

__all__ = ["Level"]
