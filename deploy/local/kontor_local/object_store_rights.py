"""Whose key opens which bucket of the object store, and the store's own settings (SeaweedFS)."""

from __future__ import annotations

from collections.abc import Mapping

# Whose key opens which bucket, and for what, in SeaweedFS's words. Another store has policies:
# docs/operations.md, "The archive's keys".
STORE_USERS: Mapping[str, tuple[str, ...]] = {
    "administrator": ("Admin", "Read", "Write", "List", "Tagging"),
    "billing-docs": tuple(
        f"{action}:kontor-{bucket}"
        for bucket in ("archive", "uploads", "views")
        for action in ("Read", "Write", "List", "Tagging")
    ),
    "tickets": tuple(
        f"{action}:kontor-attachments" for action in ("Read", "Write", "List", "Tagging")
    ),
    "notifications": ("Read:kontor-archive", "List:kontor-archive"),
    "gateway": (
        "Read:kontor-archive",
        "Read:kontor-views",
        *(
            f"{action}:kontor-{bucket}"
            for bucket in ("uploads", "attachments", "vendor-files")
            for action in ("Read", "Write")
        ),
    ),
    "operator": (
        "Read:kontor-archive",
        "List:kontor-archive",
        *(f"{action}:kontor-audit" for action in ("Read", "Write", "List", "Tagging")),
    ),
}

STORE_SETTINGS = """\
# Without these keys a plain DELETE on the filer's port would remove a locked object.
[jwt.signing]
key = "{0}"
[jwt.filer_signing]
key = "{1}"
[jwt.filer_signing.read]
key = "{2}"
[s3.sse]
kek = "{3}"
"""
