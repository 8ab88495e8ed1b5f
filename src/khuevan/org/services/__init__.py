"""Every write of this room."""

from khuevan.org.services.territory import load_conversion, load_territory

__all__ = ["load_conversion", "load_territory"]
