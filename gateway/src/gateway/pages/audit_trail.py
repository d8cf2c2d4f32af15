"""The audit trail of one's own organisation in words: who did what, for whom, and when (BR-11)."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from starlette.responses import Response

from contracts.errors import NotPermitted
from contracts.identity import AuditEntry
from gateway.api.bodies import AuditQuery
from gateway.api.decoding import read_values
from gateway.api.organisations import list_audit
from gateway.call import Call
from gateway.pages.cards import card
from gateway.pages.page import page
from gateway.texts import Texts

AUDIT = "/audit"
_PAGE_SIZE = 50
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LIST = re.compile(r"[a-z_]+(,[a-z_]+)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One entry in words; `details` are what was written down with it."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: tuple[tuple[str, str], ...]


async def show(call: Call) -> Response:
    """Show the trail, the newest first, to the organisation's administrators."""
    if not call.identified.principal.is_admin:
        raise NotPermitted("admin")
    asked = {"cursor": call.request.query_params.get("cursor", ""), "limit": str(_PAGE_SIZE)}
    query = read_values(asked, AuditQuery)
    found, members = await asyncio.gather(
        list_audit(call, query), card(call.around.identity.list_members(call.context, None))
    )
    people = members.found.items if members.found else ()
    names = {f"person:{each.person_id}": each.person_name for each in people}
    return page(
        call,
        "audit_trail.html",
        lines=[in_words(entry, names, call.texts) for entry in found.items],
        is_first_page=query.cursor is None,
        next_address=(
            f"{AUDIT}?{urlencode({'cursor': found.next_cursor})}" if found.next_cursor else None
        ),
    )


def in_words(entry: AuditEntry, names: Mapping[str, str], texts: Texts) -> Line:
    """Return an entry as an administrator reads it; what has no words stands for itself."""
    return Line(
        sequence=entry.sequence,
        at=entry.at,
        actor=_somebody(entry.actor, names, texts),
        action=texts.word("audit_actions", entry.action),
        subject=_somebody(entry.subject, names, texts),
        details=tuple(
            (texts.word("audit_details", name), _value(name, value, names, texts))
            for name, value in entry.details.items()
            if value
        ),
    )


def _somebody(id_with_kind: str, names: Mapping[str, str], texts: Texts) -> str:
    """Return who or what an id of the trail is: a member by name, others by their kind."""
    if id_with_kind in names:
        return names[id_with_kind]
    kind, _, name = id_with_kind.partition(":")
    called = texts.word("audit_kinds", kind)
    # Ids tell nobody anything, the names of systems do.
    is_named = kind in {"system", "operator"} and not _ID.fullmatch(name)
    return f"{called} {name}" if is_named else called


def _value(name: str, value: str, names: Mapping[str, str], texts: Texts) -> str:
    kind, _, id_ = value.partition(":")
    if _ID.fullmatch(id_) and texts.has(f"audit_kinds.{kind}"):
        return _somebody(value, names, texts)
    if value in {"true", "false"}:
        return texts(f"audit_trail.{value}")
    table = "areas" if name in {"areas", "before", "after"} else f"audit_values.{name}"
    if _LIST.fullmatch(value):
        return ", ".join(texts.word(table, each) for each in value.split(","))
    return value
