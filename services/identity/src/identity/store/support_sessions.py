"""Support sessions: which of the vendor's people looks into which organisation, until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from chassis.database import Askable
from contracts.support import SupportEndReason, SupportSession
from identity.domain.people import Person
from identity.domain.support import OpenSupport
from identity.store.bookings import BOOKING_COLUMNS, bookings_in, with_bookings
from identity.store.organisations import organisation_of
from identity.store.support_tables import SUPPORT_CONSENT, SUPPORT_SESSION
from identity.store.tables import MEMBERSHIP, ORGANISATION, PERSON, SESSION

_OWN = SUPPORT_SESSION.c


@dataclass(frozen=True, kw_only=True, slots=True)
class Opener:
    """For which vendor somebody opens a support session, and in which sign-in of his."""

    vendor_id: UUID
    session_id: UUID


class SupportSessionStore:
    """Support sessions in the caller's transaction. Never commits."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(self, opened: SupportSession, opener: Opener, token_sha256: bytes) -> None:
        """Insert the session that has just been opened."""
        self._session.execute(
            insert(SUPPORT_SESSION).values(
                id=opened.id,
                organisation_id=opened.organisation_id,
                token_sha256=token_sha256,
                opened_by=opened.opened_by,
                opened_by_name=opened.opened_by_name,
                vendor_id=opener.vendor_id,
                opened_in=opener.session_id,
                request_id=opened.request_id,
                reason=opened.reason,
                areas=list(opened.areas),
                opened_at=opened.opened_at,
                expires_at=opened.expires_at,
            )
        )

    def find_open(self, token_sha256: bytes) -> OpenSupport | None:
        """Return the open session that the token names, as long as everything still bears it."""
        row = self._session.execute(
            _with_opener().where(
                _OWN.token_sha256 == token_sha256,
                _OWN.ended_at.is_(None),
                _OWN.expires_at > self._now,
                self._has_consent(),
                self._has_opener(),
            )
        ).first()
        if row is None:
            return None
        organisation = self._session.execute(
            with_bookings(
                select(*BOOKING_COLUMNS, *ORGANISATION.c).select_from(ORGANISATION)
            ).where(ORGANISATION.c.id == row.organisation_id)
        ).one()
        return OpenSupport(
            session=self._described(row),
            organisation=organisation_of(organisation),
            entitlements=bookings_in(organisation).entitlements,
            person=Person(
                id=row.opened_by,
                name=row.person_name,
                email=row.person_email,
                password_hash=row.person_password_hash,
                language=row.person_language,
            ),
        )

    def find(self, organisation_id: UUID, session_id: UUID) -> SupportSession | None:
        """Return one of the organisation's sessions, or None."""
        return self._one(_OWN.organisation_id == organisation_id, _OWN.id == session_id)

    def hold_open(self, organisation_id: UUID, session_id: UUID) -> SupportSession | None:
        """Return the session if it is open; nobody ends it until the transaction does."""
        row = self._session.execute(
            select(*_OWN)
            .where(
                _OWN.organisation_id == organisation_id,
                _OWN.id == session_id,
                _OWN.ended_at.is_(None),
                _OWN.expires_at > self._now,
            )
            .with_for_update(read=True)
        ).first()
        return self._described(row) if row else None

    def find_opened_by(self, person_id: UUID, session_id: UUID) -> SupportSession | None:
        """Return one of the sessions that the person has opened, or None."""
        return self._one(_OWN.opened_by == person_id, _OWN.id == session_id)

    def of_organisation(
        self, organisation_id: UUID, *, limit: int = 500
    ) -> tuple[SupportSession, ...]:
        """Return the organisation's sessions, newest first."""
        rows = self._session.execute(
            select(*_OWN)
            .where(_OWN.organisation_id == organisation_id)
            .order_by(_OWN.opened_at.desc(), _OWN.id.desc())
            .limit(limit)
        )
        return tuple(self._described(row) for row in rows)

    def open_ids_of(self, organisation_id: UUID) -> tuple[UUID, ...]:
        """Return the sessions that look into the organisation and have not ended."""
        return tuple(
            self._session.scalars(
                select(_OWN.id)
                .where(_OWN.organisation_id == organisation_id, _OWN.ended_at.is_(None))
                .order_by(_OWN.id)
            )
        )

    def end(self, session_id: UUID, reason: SupportEndReason) -> SupportSession | None:
        """End the session, one whose time is over at that time; None if it has ended already."""
        ended = self._end(reason, _OWN.id == session_id)
        return ended[0] if ended else None

    def end_all_of(
        self, organisation_id: UUID, reason: SupportEndReason
    ) -> tuple[SupportSession, ...]:
        """End all sessions that look into the organisation; return those that had not ended."""
        return self._end(reason, _OWN.organisation_id == organisation_id)

    def note_protocol(self, session_id: UUID, sha256: str) -> bool:
        """Keep the digest of the protocol given away; return False if it is the last one's.

        Of two at once that give the same one away, one is told True.
        """
        noted = self._session.scalar(
            update(SUPPORT_SESSION)
            .where(_OWN.id == session_id, _OWN.protocol_sha256.is_distinct_from(sha256))
            .values(protocol_sha256=sha256)
            .returning(_OWN.id)
        )
        return noted is not None

    def next_over(self) -> tuple[UUID, SupportEndReason] | None:
        """Return one open session that nothing bears any more, with the reason.

        The row stays locked until the transaction ends; another process gets another one.
        """
        reason = case(
            (_OWN.expires_at <= self._now, "expired"),
            (~self._has_consent(), "consent_withdrawn"),
            else_="support_signed_out",
        )
        row = self._session.execute(
            select(_OWN.id, reason.label("reason"))
            .where(
                _OWN.ended_at.is_(None),
                or_(_OWN.expires_at <= self._now, ~self._has_consent(), ~self._has_opener()),
            )
            .limit(1)
            .with_for_update(of=SUPPORT_SESSION, skip_locked=True)
        ).first()
        return (row.id, row.reason) if row else None

    def _end(
        self, reason: SupportEndReason, condition: ColumnElement[bool]
    ) -> tuple[SupportSession, ...]:
        is_over = _OWN.expires_at <= self._now
        rows = self._session.execute(
            update(SUPPORT_SESSION)
            .where(condition, _OWN.ended_at.is_(None))
            .values(
                ended_at=case((is_over, _OWN.expires_at), else_=self._now),
                end_reason=case((is_over, "expired"), else_=reason),
            )
            .returning(*_OWN)
        )
        return tuple(self._described(row) for row in rows)

    def _has_consent(self) -> ColumnElement[bool]:
        consent = SUPPORT_CONSENT.c
        return exists().where(
            consent.organisation_id == _OWN.organisation_id,
            consent.is_given,
            or_(consent.until.is_(None), consent.until > self._now),
        )

    def _has_opener(self) -> ColumnElement[bool]:
        """Whether the opener is still the vendor's, and signed in as he was when he opened it."""
        return and_(
            exists().where(SESSION.c.id == _OWN.opened_in, SESSION.c.ended_at.is_(None)),
            exists().where(
                MEMBERSHIP.c.person_id == _OWN.opened_by,
                MEMBERSHIP.c.organisation_id == _OWN.vendor_id,
            ),
        )

    def _one(self, *conditions: ColumnElement[bool]) -> SupportSession | None:
        row = self._session.execute(select(*_OWN).where(*conditions)).first()
        return self._described(row) if row else None

    def _described(self, row: Row[Any]) -> SupportSession:
        is_over = row.ended_at is None and row.expires_at <= self._now
        ended_at = row.expires_at if is_over else row.ended_at
        return SupportSession(
            id=row.id,
            organisation_id=row.organisation_id,
            request_id=row.request_id,
            reason=row.reason,
            areas=tuple(row.areas),
            opened_by=row.opened_by,
            opened_by_name=row.opened_by_name,
            state="open" if ended_at is None else "ended",
            opened_at=row.opened_at,
            expires_at=row.expires_at,
            ended_at=ended_at,
            end_reason="expired" if is_over else row.end_reason,
        )


def _with_opener() -> Select[Any]:
    return select(
        *_OWN,
        PERSON.c.name.label("person_name"),
        PERSON.c.email.label("person_email"),
        PERSON.c.password_hash.label("person_password_hash"),
        PERSON.c.language.label("person_language"),
    ).join_from(SUPPORT_SESSION, PERSON, PERSON.c.id == _OWN.opened_by)
