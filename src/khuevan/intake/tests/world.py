"""What the routes of intake are tried with: institutions to import, and no such batch."""

from __future__ import annotations

from django.conf import settings

from khuevan_kernel.identity import References

BATCHES = References(settings.SECRET_KEY, "batch")
MISSING = 10**12

OBJECTS = {
    **dict.fromkeys(
        ("intake-upload", "intake-about", "intake-template", "intake-export"),
        lambda world, at: {"name": "org.institutions"},
    ),
    **dict.fromkeys(
        ("intake-batch", "intake-result", "intake-stop"), lambda world, at: {"ref": BATCHES.of(MISSING)}
    ),
}
