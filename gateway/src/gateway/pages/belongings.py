"""What is shown beside a document: what it is linked with, and who has read it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from contracts.billing_docs import Document
from contracts.errors import WireError
from contracts.post import DocumentLink, DocumentReader
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """One of the customer's people; `name` is None of who is a member no more."""

    name: str | None
    first_previewed_at: datetime | None
    first_downloaded_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Belongings:
    """Links and readers; `readers` is None for whom they are not shown."""

    links: tuple[DocumentLink, ...]
    readers: tuple[Reader, ...] | None
    may_move: bool


async def belongings_of(call: Call, document: Document) -> Belongings:
    """Return what belongs to a document; without what cannot be had just now the page stands."""
    links, readers = await asyncio.gather(_links(call, document), _readers(call, document))
    principal = call.identified.principal
    return Belongings(
        links=links,
        readers=readers,
        may_move=principal.role != "documents" and principal.support_session_id is None,
    )


async def _links(call: Call, document: Document) -> tuple[DocumentLink, ...]:
    try:
        return (await call.around.billing_docs.list_links(call.context, document.id)).items
    except (AreaFailure, ServiceFault, WireError):
        return ()


async def _readers(call: Call, document: Document) -> tuple[Reader, ...] | None:
    if not call.identified.principal.is_admin:
        return None
    try:
        looks, members = await asyncio.gather(
            call.around.billing_docs.list_readers(call.context, document.id),
            call.around.identity.list_members(call.context, None),
        )
    except (AreaFailure, ServiceFault, WireError):
        return None
    names = {member.person_id: member.person_name for member in members.items}
    return tuple(_reader(look, names.get(look.person_id)) for look in looks.items)


def _reader(look: DocumentReader, name: str | None) -> Reader:
    return Reader(
        name=name,
        first_previewed_at=look.first_previewed_at,
        first_downloaded_at=look.first_downloaded_at,
    )
