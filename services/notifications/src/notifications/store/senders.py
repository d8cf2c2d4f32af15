"""Who organisations' mails are from, in the caller's transaction; never commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from notifications.store.sender_tables import SENDER


@dataclass(frozen=True, kw_only=True, slots=True)
class EnteredSender:
    """What an organisation has entered, checked."""

    sender_name: str | None = None
    reply_to: str | None = None
    keeps_history: bool = True


ENTERED_BY_NOBODY = EnteredSender()


class SenderStore:
    """Senders of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def of(self, organisation_id: UUID, *, for_change: bool = False) -> EnteredSender:
        """Return what holds for the organisation's next mail; locked where it is to change."""
        query = select(SENDER).where(SENDER.c.organisation_id == organisation_id)
        row = self._session.execute(query.with_for_update() if for_change else query).one_or_none()
        if row is None:
            return ENTERED_BY_NOBODY
        return EnteredSender(
            sender_name=row.sender_name, reply_to=row.reply_to, keeps_history=row.keeps_history
        )

    def put(self, organisation_id: UUID, entered: EnteredSender, *, by: str, at: datetime) -> None:
        """Let this hold from now on."""
        values = {
            "sender_name": entered.sender_name,
            "reply_to": entered.reply_to,
            "keeps_history": entered.keeps_history,
            "changed_at": at,
            "changed_by": by,
        }
        self._session.execute(
            insert(SENDER)
            .values(organisation_id=organisation_id, **values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )
