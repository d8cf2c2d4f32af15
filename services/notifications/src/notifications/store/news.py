"""Which people want no news, and what the links in news are good for; never commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notifications.store.sender_tables import NEWS_CHOICE, UNSUBSCRIBE_LINK


class NewsStore:
    """People's word on news."""

    def __init__(self, session: Session) -> None:
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
