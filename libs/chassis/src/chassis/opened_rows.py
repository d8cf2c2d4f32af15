"""What opens rows to a transaction, said in its first message."""

import re
from collections.abc import Mapping
from uuid import UUID

FORGETTABLE = "SET LOCAL synchronous_commit = off"
"""Lets a transaction end without waiting for the disk."""
SETTING_VALUE = re.compile(r"[A-Za-z0-9_.,-]*")
"""What may be said as a setting's value: it ends nothing that was begun."""
_SETTING_NAME = re.compile(r"app\.[a-z_]+")


def opening_of(
    organisation_id: UUID | None, settings: Mapping[str, str], *, every_organisation: bool
) -> list[str]:
    """Return what opens rows, to be sent together with what is asked of them.

    Raises:
        ValueError: a setting is none of ours, or no plain words.
    """
    # Transaction-local on purpose: a plain SET would leak to the pool's next user.
    statements = []
    if organisation_id is not None:
        # Nothing but the 36 characters of a UUID can come to stand here.
        statements.append(f"SET LOCAL app.organisation = '{UUID(str(organisation_id))}'")
    if every_organisation:
        statements.append("SET LOCAL app.every_organisation = 'on'")
    for name, value in settings.items():
        if not (_SETTING_NAME.fullmatch(name) and SETTING_VALUE.fullmatch(value)):
            raise ValueError(f"{name} cannot be set to that")
        statements.append(f"SET LOCAL {name} = '{value}'")
    return statements
