"""Which unit each route is tried with. Reorganisations are tried where there is none."""

from __future__ import annotations

from django.conf import settings

from khuevan_kernel.identity import References

UNITS = References(settings.SECRET_KEY, "unit")
REORGANISATIONS = References(settings.SECRET_KEY, "reorganisation")
MISSING = 10**12

OBJECTS = {
    "unit": lambda world, at: {"reference": UNITS.of(world.unit(at))},
    "reorganisation": lambda world, at: {"reference": REORGANISATIONS.of(MISSING)},
    "reorganisation-undo": lambda world, at: {"reference": REORGANISATIONS.of(MISSING)},
    "province": lambda world, at: {"code": "01"},
}
