"""Values that cannot be accepted: where each stands, and why."""

import re

import msgspec

_CODE = re.compile(r"[a-z_]+")
# What a fault may name that is no part of a body.
_HEADERS = frozenset({"idempotency_key"})


class FieldFault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One value that cannot be accepted: where it stands, a stable reason, and words for it."""

    field: str
    reason: str
    message: str
    pointer: str | None = None
    """Where in the body, as a JSON Pointer in its URI fragment form (RFC 6901, RFC 9457)."""


def faults_in(arguments: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the places and reasons that a service names two by two, as a client knows them.

    None at all stand for a fault without a name.
    """
    pairs = [arguments[at : at + 2] for at in range(0, len(arguments), 2)] or [()]
    return tuple(_field_fault(*pair) for pair in pairs)


def pointer_to(name: str) -> str | None:
    """Return `#/fields/0/name` for `fields[0].name`; a header is nowhere in the body."""
    if name in _HEADERS:
        return None
    steps = name.replace("[...]", "").replace("[", ".").replace("]", "").split(".")
    return "#" + "".join(f"/{step}" for step in steps if step)


def _field_fault(path: str = "", reason: str = "") -> tuple[str, str]:
    """Return a service's fault as a client knows it: `request.email` is his `email`."""
    name = path.removeprefix("request.").removeprefix("query.")
    return name, reason if _CODE.fullmatch(reason) else "invalid"
