"""Which people want no news, and what the links in news are good for; never commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from notifications.domain.unsubscribing import NEWS_KINDS, TOKEN
from notifications.store.queue_statements import WAITING, forgotten
from notifications.store.sender_tables import NEWS_CHOICE, UNSUBSCRIBE_LINK
from notifications.store.tables import MESSAGE


class NewsStore:
    """People's word on news."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def wants(self, person_id: UUID) -> bool:
        """Return whether the person gets news: by default, yes (SE-04)."""
        chosen = self._session.scalar(
            select(NEWS_CHOICE.c.news).where(NEWS_CHOICE.c.person_id == person_id)
        )
        return chosen is None or bool(chosen)

    def choose(self, person_id: UUID, at: datetime, *, news: bool) -> None:
        """Store the person's word; the last one holds."""
        values = {"news": news, "changed_at": at}
        self._session.execute(
            insert(NEWS_CHOICE)
            .values(person_id=person_id, **values)
            .on_conflict_do_update(index_elements=["person_id"], set_=values)
        )

    def call_off_waiting(self, person_id: UUID, now: datetime) -> int:
        """Send the person none of the news that still waits; return how many that were.

        What is in a sender's hand just now goes out.
        """
        token = func.convert_to(MESSAGE.c.secrets[TOKEN].astext, "UTF8")
        links = select(UNSUBSCRIBE_LINK.c.token_sha256).where(
            UNSUBSCRIBE_LINK.c.person_id == person_id
        )
        called_off = self._session.execute(
            update(MESSAGE)
            .where(
                MESSAGE.c.state.in_(WAITING),
                MESSAGE.c.kind.in_(NEWS_KINDS),
                func.encode(func.sha256(token), "hex").in_(links),
            )
            .values(state="expired", due_at=None, settled_at=now, **forgotten())
            .returning(MESSAGE.c.id)
        )
        return len(called_off.all())

    def add_link(self, token_sha256: str, person_id: UUID, at: datetime) -> None:
        """Let whoever has this token take the person off the news."""
        self._session.execute(
            insert(UNSUBSCRIBE_LINK)
            .values(token_sha256=token_sha256, person_id=person_id, created_at=at)
            .on_conflict_do_nothing()
        )

    def person_of(self, token_sha256: str) -> UUID | None:
        """Return whose link it is, None if it is nobody's."""
        found: UUID | None = self._session.scalar(
            select(UNSUBSCRIBE_LINK.c.person_id).where(
                UNSUBSCRIBE_LINK.c.token_sha256 == token_sha256
            )
        )
        return found

    def forget_links(self, *, until: datetime) -> None:
        """Forget links of news so old that nobody opens them any more."""
        self._session.execute(delete(UNSUBSCRIBE_LINK).where(UNSUBSCRIBE_LINK.c.created_at < until))
