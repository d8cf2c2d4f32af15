"""Tells the feed of requests that an organisation shows to all its people (docs/adr/0055)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.outbox import Outbox
from chassis.versions import later_version
from contracts.feed import AFFAIR_CHANGED, AffairChanged, FeedEventType, RequestFacts
from tickets.domain.entries import NewEntry
from tickets.domain.feed import event_type_of, shown_to_everybody
from tickets.domain.keeping import ClosedRequest
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import SharedWith
from tickets.store.tables import REQUEST


class AffairStore:
    """Announces requests as the transaction leaves them; never commits."""

    def __init__(self, session: Session, outbox: Outbox, now: datetime) -> None:
        self._session = session
        self._outbox = outbox
        self._now = now

    def tell(self, request: CustomerRequest, entry: NewEntry, shares: Iterable[SharedWith]) -> None:
        """Announce what an entry says of the request, if the whole organisation is shown it.

        Also that it is no more. The caller has locked the request.
        """
        owner = request.requester.organisation_id
        shown = shown_to_everybody(shares, self._now)
        event_type = event_type_of(entry) if shown.is_shown else None
        if event_type is None and entry.change != "unshared":
            return
        row = self._session.execute(
            select(
                REQUEST.c.number, REQUEST.c.kind, REQUEST.c.state, later_version().label("version")
            ).where(REQUEST.c.organisation_id == owner, REQUEST.c.id == request.id)
        ).one()
        self._announce(
            owner,
            request.id,
            row.version,
            RequestFacts(number=row.number, kind=row.kind, state=row.state),
            event_type,
            is_shown=shown.is_shown,
            shown_until=shown.until,
        )

    def tell_gone(self, request: ClosedRequest) -> None:
        """Announce that nothing is kept of the request any more, whoever was shown it."""
        version = self._session.scalars(select(later_version())).one()
        facts = RequestFacts(number=request.number, kind=request.kind, state="closed")
        self._announce(
            request.organisation_id, request.id, version, facts, None, is_shown=False, is_gone=True
        )

    def _announce(  # noqa: PLR0913 - which affair, what of it, and who is shown it
        self,
        organisation_id: UUID,
        request_id: UUID,
        version: int,
        facts: RequestFacts,
        event_type: FeedEventType | None,
        *,
        is_shown: bool,
        shown_until: datetime | None = None,
        is_gone: bool = False,
    ) -> None:
        self._outbox.announce(
            AFFAIR_CHANGED,
            AffairChanged(
                organisation_id=organisation_id,
                subject_id=request_id,
                version=version,
                facts=facts,
                type=event_type,
                is_shown=is_shown,
                shown_until=shown_until,
                is_gone=is_gone,
                at=self._now,
            ),
        )
