"""Who is told what of an organisation's affairs, and how an event is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contracts.cloudevents import SPEC_VERSION
from contracts.errors import NoMembership, NotPermitted
from contracts.feed import FEED_AREAS, FeedArea
from contracts.machine_accounts import READ_EVENTS
from contracts.principal import Principal

SOURCE = "/kontor"
_JSON = "application/json"
_AREA_IN_PRINCIPAL = {"documents": "post", "orders": "consumables"}
# Where the API has more; the id of the affair completes it.
_ADDRESSES: Mapping[FeedArea, Mapping[str, str]] = {
    "documents": {"url": "/v1/documents/{id}", "content_url": "/v1/documents/{id}/content"},
    "requests": {"url": "/v1/requests/{id}"},
    "orders": {"url": "/v1/orders/{id}"},
    "contracts": {"url": "/v1/contracts/{id}"},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedSight:
    """What of an organisation's affairs somebody is told; `document_types` None: every type."""

    organisation_id: UUID
    areas: tuple[FeedArea, ...]
    document_types: tuple[str, ...] | None

    def covers(self, area: str, document_type: str | None) -> bool:
        """Whether events about such an affair are for him, as long as it is shown."""
        if area not in self.areas:
            return False
        return (
            self.document_types is None
            or area != "documents"
            or (document_type in self.document_types)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedEntry:
    """One event of an organisation's feed."""

    id: UUID
    position: int
    area: FeedArea
    type: str
    subject_id: UUID
    facts: Mapping[str, Any]
    at: datetime


def sight_of(caller: Principal) -> FeedSight:
    """Return what the machine account is told: what its areas show to people.

    Raises:
        NotPermitted: the caller is no machine account.
        NoMembership: it acts for no organisation.
    """
    if caller.kind != "system" or READ_EVENTS not in caller.scopes:
        raise NotPermitted(READ_EVENTS)
    if caller.organisation_id is None:
        raise NoMembership
    return FeedSight(
        organisation_id=caller.organisation_id,
        areas=tuple(
            area for area in FEED_AREAS if caller.may_enter(_AREA_IN_PRINCIPAL.get(area, area))
        ),
        document_types=caller.shown_document_types,
    )


def cloudevent(entry: FeedEntry, portal_url: str | None) -> bytes:
    """Return the event as JSON (CloudEvents 1.0), the same bytes each time.

    Without an address of the portal its links begin at the root of whoever is asked.
    """
    links = {
        name: (portal_url or "").rstrip("/") + path.format(id=entry.subject_id)
        for name, path in _ADDRESSES[entry.area].items()
    }
    return msgspec.json.encode(
        {
            "specversion": SPEC_VERSION,
            "id": entry.id,
            "source": SOURCE,
            "type": entry.type,
            "subject": entry.subject_id,
            "time": entry.at,
            "datacontenttype": _JSON,
            "data": {"id": entry.subject_id, **entry.facts, **links},
        }
    )
