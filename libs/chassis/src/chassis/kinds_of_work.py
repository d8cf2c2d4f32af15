"""The kinds of work of which a process of a service does all, or only some (docs/adr/0052)."""

from typing import Any, Literal, get_args

Kind = Literal["rpc", "ingest", "events", "ticks", "relay", "send", "scrub"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Calls; other systems' events; other services' events; what returns; the outbox; what is handed
to mail servers and phones; proving the archive. The last two are ticks that say so."""


def kind_of(extension: Any) -> Kind | None:
    """Return which kind of work an entrypoint or dependency does; None of what every process has.

    Raises:
        LookupError: it is a way in and does not say, so that no process would ever do it.
    """
    kind: Kind | None = getattr(extension, "kind", None)
    if kind is None and not hasattr(extension, "method_name"):
        return None
    if kind not in KINDS:
        raise LookupError(f"{extension!r} is of no kind of work: {', '.join(KINDS)}")
    return kind
