"""billing-docs and notifications as far as identity asks them to explain something."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from contracts.errors import NotFound, ServiceUnavailable
from contracts.inbound import DocumentType
from contracts.notices import (
    Delivery,
    DeliveryQuery,
    DeliveryState,
    FindDocument,
    FoundDocument,
    ToldAddress,
)
from contracts.retention import RestrictionGround
from tests.identity.integration.world import World


@dataclass(kw_only=True)
class OtherServices:
    """Both of them: what they know, whether they are there, and what they were asked."""

    world: World
    documents: list[FoundDocument] = field(default_factory=list)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Stand in for them in the service."""
        service: Any = self.world.service
        service.billing_docs = service.notifications = self

    def call(
        self,
        method: str,
        _result: object,
        /,
        *,
        timeout: float,
        query: FindDocument | DeliveryQuery,
    ) -> FoundDocument | Delivery:
        """Answer as they do."""
        assert timeout > 0
        self.asked.append(method)
        if isinstance(query, FindDocument):
            return self._document(query)
        return self._delivery(query)

    def issue(
        self,
        organisation_id: UUID,
        *,
        told: str | None = None,
        state: DeliveryState | None = "sent",
        named_at: datetime | None = None,
        deleted_at: datetime | None = None,
        address_now: str | None = None,
        is_on_paper: bool = False,
        restriction: RestrictionGround | None = None,
        document_id: UUID | None = None,
        document_type: DocumentType = "invoice",
    ) -> UUID:
        """Return a new document, whose arrival was told to an address, or to nobody."""
        now = self.world.clock.now()
        document_id = document_id or new_id()
        address = address_now or told
        self.documents.append(
            FoundDocument(
                id=document_id,
                organisation_id=organisation_id,
                number="RE-4711",
                document_type=document_type,
                deleted_at=deleted_at,
                restriction=restriction,
                restricted_at=now if restriction else None,
                notice_requested_at=now if told else None,
                is_on_paper=is_on_paper,
                notice_key=f"document_arrived:{document_id}",
                address=ToldAddress(sha256=_digest(address), named_at=named_at or now)
                if address
                else None,
            )
        )
        if told and state:
            self.deliveries[f"document_arrived:{document_id}"] = Delivery(
                state=state,
                at=now,
                next_try_at=None,
                recipient_sha256=_digest(told),
                recipient=None,
            )
        return document_id

    def _document(self, query: FindDocument) -> FoundDocument:
        if "billing_docs" in self.away:
            raise ServiceUnavailable("billing_docs")
        for each in self.documents:
            if (each.id, each.organisation_id) == (query.document_id, query.organisation_id):
                return each
        raise NotFound("document")

    def _delivery(self, query: DeliveryQuery) -> Delivery:
        if "notifications" in self.away:
            raise ServiceUnavailable("notifications")
        if query.idempotency_key not in self.deliveries:
            raise NotFound("message")
        return self.deliveries[query.idempotency_key]


def _digest(address: str) -> str:
    return sha256(address.casefold().encode()).hexdigest()
