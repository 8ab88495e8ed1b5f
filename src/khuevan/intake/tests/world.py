"""What the routes of intake are tried with: no such thing to import, and no such batch."""

from __future__ import annotations

from django.conf import settings

from khuevan_kernel.identity import References

BATCHES = References(settings.SECRET_KEY, "batch")
MISSING = 10**12

OBJECTS = {
    **dict.fromkeys(
        ("intake-upload", "intake-about", "intake-template"), lambda world, at: {"name": "unknown"}
    ),
    **dict.fromkeys(
        ("intake-batch", "intake-result", "intake-stop"), lambda world, at: {"ref": BATCHES.of(MISSING)}
    ),
}
