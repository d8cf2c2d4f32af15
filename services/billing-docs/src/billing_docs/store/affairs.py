"""Tells the feed of an organisation's affairs about its documents (docs/adr/0055)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_docs.store.tables import DOCUMENT
from chassis.outbox import Outbox
from chassis.versions import later_version
from contracts.feed import AFFAIR_CHANGED, AffairChanged, DocumentFacts, FeedEventType

SERVICE = "billing_docs"
# Asked for each document: made once, for to say it anew costs more than to send it.
_FACTS = select(
    DOCUMENT.c.organisation_id,
    DOCUMENT.c.number,
    DOCUMENT.c.document_type,
    DOCUMENT.c.issued_on,
    DOCUMENT.c.deleted_at,
    DOCUMENT.c.restricted_at,
    later_version().label("version"),
).where(DOCUMENT.c.id == bindparam("wanted"))


class AffairStore:
    """Announces documents as the transaction leaves them; never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._outbox = Outbox(session, SERVICE, now)
        self._now = now

    def tell(self, document_id: UUID, event_type: FeedEventType | None = None) -> None:
        """Announce whether the document is shown; with a type, also that this has happened to it.

        To be called behind the change, in its transaction: the change has locked the document.
        """
        row = self._session.execute(_FACTS, {"wanted": document_id}).one()
        self._outbox.announce(
            AFFAIR_CHANGED,
            AffairChanged(
                organisation_id=row.organisation_id,
                subject_id=document_id,
                version=row.version,
                facts=DocumentFacts(
                    number=row.number,
                    document_type=row.document_type,
                    issued_on=row.issued_on,
                ),
                type=event_type,
                is_shown=row.deleted_at is None and row.restricted_at is None,
                is_gone=row.deleted_at is not None,
                at=self._now,
            ),
        )
