"""Links that prove an address; one open per address and purpose."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from contracts.accounts import LinkPurpose
from identity.domain.links import MailedLink
from identity.store.sign_in_tables import MAILED_LINK

_KEPT = timedelta(days=7)


class LinkStore:
    """Mailed links in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def replace(self, link: MailedLink, token_sha256: bytes) -> bool:
        """Insert `link` and close the address's older one.

        False when another request did the same this very moment: its link is the one that counts.
        """
        self._session.execute(
            update(MAILED_LINK)
            .where(
                MAILED_LINK.c.purpose == link.purpose,
                MAILED_LINK.c.email_key == link.email_key,
                MAILED_LINK.c.used_at.is_(None),
                MAILED_LINK.c.replaced_at.is_(None),
            )
            .values(replaced_at=self._now)
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
        end="used" if row.used_at else "replaced" if row.replaced_at else None,
    )
