"""Links that prove an address; one open per purpose and address, or person who asked."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from contracts.accounts import LinkPurpose
from identity.domain.links import Asker, MailedLink
from identity.store.sign_in_tables import MAILED_LINK

_KEPT = timedelta(days=7)


class LinkStore:
    """Mailed links in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def replace(self, link: MailedLink, token_sha256: bytes) -> bool:
        """Insert `link` and close the older one of the address, or of who asked while signed in.

        False when another request did the same this very moment: its link is the one that counts.
        """
        asker = link.asker
        self._close(
            MAILED_LINK.c.purpose == link.purpose,
            MAILED_LINK.c.person_id == asker.person_id
            if asker
            else MAILED_LINK.c.email_key == link.email_key,
        )
        inserted = self._session.scalar(
            insert(MAILED_LINK)
            .values(
                id=link.id,
                purpose=link.purpose,
                email=link.email,
                email_key=link.email_key,
                language=link.language,
                token_sha256=token_sha256,
                created_at=link.created_at,
                expires_at=link.expires_at,
                person_id=asker.person_id if asker else None,
                session_id=asker.session_id if asker else None,
            )
            .on_conflict_do_nothing()
            .returning(MAILED_LINK.c.id)
        )
        return inserted is not None

    def find(self, token_sha256: bytes) -> MailedLink | None:
        """Return the link that the token opens, or None; looking changes nothing."""
        query = select(MAILED_LINK).where(MAILED_LINK.c.token_sha256 == token_sha256)
        row = self._session.execute(query).first()
        return _link_of(row) if row else None

    def lock(self, token_sha256: bytes, purpose: LinkPurpose) -> MailedLink | None:
        """Return the link that the token opens, or None; nobody else uses it meanwhile."""
        row = self._session.execute(
            select(MAILED_LINK)
            .where(MAILED_LINK.c.token_sha256 == token_sha256, MAILED_LINK.c.purpose == purpose)
            .with_for_update()
        ).first()
        return _link_of(row) if row else None

    def use(self, link: MailedLink) -> None:
        """Close the link; the caller has locked it and found it open."""
        self._session.execute(
            update(MAILED_LINK).where(MAILED_LINK.c.id == link.id).values(used_at=self._now)
        )

    def close_for_address(self, email_key: str) -> None:
        """Close what anybody asked for at an address that stands for somebody else from now on."""
        self._close(MAILED_LINK.c.email_key == email_key, MAILED_LINK.c.person_id.is_(None))

    def close_asked_by(self, person_id: UUID) -> None:
        """Close what the person asked for while signed in: it may not have been himself."""
        self._close(MAILED_LINK.c.person_id == person_id)

    def _close(self, *which: ColumnElement[bool]) -> None:
        self._session.execute(
            update(MAILED_LINK)
            .where(*which, MAILED_LINK.c.used_at.is_(None), MAILED_LINK.c.replaced_at.is_(None))
            .values(replaced_at=self._now)
        )

    def forget_old(self) -> None:
        """Delete links that nobody can use and nobody asks about."""
        self._session.execute(
            delete(MAILED_LINK).where(MAILED_LINK.c.created_at < self._now - _KEPT)
        )


def _link_of(row: Row[tuple[object, ...]]) -> MailedLink:
    return MailedLink(
        id=row.id,
        purpose=row.purpose,
        email=row.email,
        email_key=row.email_key,
        language=row.language,
        created_at=row.created_at,
        expires_at=row.expires_at,
        asker=Asker(person_id=row.person_id, session_id=row.session_id) if row.person_id else None,
        end="used" if row.used_at else "replaced" if row.replaced_at else None,
    )
