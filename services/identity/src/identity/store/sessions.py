"""Sessions: who is signed in, where he acts, since when."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from contracts.accounts import OpenSessionLine, SignInTimes
from identity.domain.lifetimes import (
    ENDED_SESSIONS_KEPT,
    SESSION_IDLE,
    SESSION_LONGEST,
    is_use_noted,
)
from identity.domain.people import OpenSession
from identity.domain.vouching import Vouched
from identity.store.tables import ORGANISATION, SESSION
from identity.store.whole_sessions import open_session_of, whole_session

_NO_SESSION = UUID(int=0)
# Made once: each sign-in asks this, and has little time besides its hash.
_ADD = insert(SESSION)


class SessionStore:
    """Sessions in the caller's transaction. Never commits."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(
        self,
        *,
        session_id: UUID,
        token_sha256: bytes,
        person_id: UUID,
        organisation_id: UUID | None,
        second_factor_given: bool = False,
        vouched: Vouched | None = None,
    ) -> None:
        """Open a session from now on."""
        self._session.execute(
            _ADD,
            {
                "id": session_id,
                "person_id": person_id,
                "organisation_id": organisation_id,
                "token_sha256": token_sha256,
                "opened_at": self._now,
                "last_used_at": self._now,
                "second_factor_at": self._now if second_factor_given else None,
                "vouched_by": vouched.organisation_id if vouched else None,
                "vouched_factors": vouched is not None and vouched.gave_several_factors,
            },
        )

    def find_open(self, token_sha256: bytes) -> OpenSession | None:
        """Return the open session that the token names, with its person and place, or None."""
        row = self._session.execute(
            _open_by_token(), {"token": token_sha256, **self._still_open()}
        ).first()
        return open_session_of(row) if row else None

    def find(self, session_id: UUID) -> OpenSession | None:
        """Return the open session as `find_open` does, by its id."""
        return self._open(SESSION.c.id == session_id)

    def find_acting_for(self, organisation_id: UUID, session_id: UUID) -> OpenSession | None:
        """Return the open session as it would be if it acted for that organisation."""
        return self._open(SESSION.c.id == session_id, acting_for=organisation_id)

    def note_use(self, found: OpenSession) -> None:
        """Remember that the session is in use; writes every few minutes only."""
        if is_use_noted(found.last_used_at, self._now):
            return
        self._session.execute(
            update(SESSION)
            .where(SESSION.c.id == found.id, SESSION.c.last_used_at < self._now)
            .values(last_used_at=self._now)
        )

    def end(self, session_id: UUID) -> bool:
        """End the session; return False if it has ended already."""
        ended = self._session.scalar(
            update(SESSION)
            .where(SESSION.c.id == session_id, SESSION.c.ended_at.is_(None))
            .values(ended_at=self._now)
            .returning(SESSION.c.id)
        )
        return ended is not None

    def end_in(
        self, organisation_id: UUID, person_id: UUID, *, besides: UUID | None = None
    ) -> tuple[UUID, ...]:
        """End the person's sessions for the organisation, but for one; return which ended."""
        ended = self._session.scalars(
            update(SESSION)
            .where(
                SESSION.c.person_id == person_id,
                SESSION.c.organisation_id == organisation_id,
                SESSION.c.ended_at.is_(None),
                SESSION.c.id != (besides or _NO_SESSION),
            )
            .values(ended_at=self._now)
            .returning(SESSION.c.id)
        )
        return tuple(ended)

    def end_all_of(self, person_id: UUID, *, besides: UUID | None = None) -> tuple[UUID, ...]:
        """End the person's sessions wherever he acts, but for one; return which ended."""
        ended = self._session.scalars(
            update(SESSION)
            .where(
                SESSION.c.person_id == person_id,
                SESSION.c.ended_at.is_(None),
                SESSION.c.id != (besides or _NO_SESSION),
            )
            .values(ended_at=self._now)
            .returning(SESSION.c.id)
        )
        return tuple(ended)

    def end_own(self, session_id: UUID, person_id: UUID) -> bool:
        """End one of the person's sessions; return False if he has no such open one."""
        ended = self._session.scalar(
            update(SESSION)
            .where(
                SESSION.c.id == session_id,
                SESSION.c.person_id == person_id,
                SESSION.c.ended_at.is_(None),
            )
            .values(ended_at=self._now)
            .returning(SESSION.c.id)
        )
        return ended is not None

    def open_of(self, person_id: UUID, *, current: UUID) -> tuple[OpenSessionLine, ...]:
        """Return the person's open sessions, the latest used first."""
        rows = self._session.execute(
            select(
                SESSION.c.id,
                SESSION.c.opened_at,
                SESSION.c.last_used_at,
                ORGANISATION.c.name.label("organisation_name"),
            )
            .join_from(
                SESSION, ORGANISATION, ORGANISATION.c.id == SESSION.c.organisation_id, isouter=True
            )
            .where(
                SESSION.c.person_id == person_id,
                SESSION.c.ended_at.is_(None),
                SESSION.c.opened_at > self._now - SESSION_LONGEST,
                SESSION.c.last_used_at > self._now - SESSION_IDLE,
            )
            .order_by(SESSION.c.last_used_at.desc(), SESSION.c.id.desc())
        )
        return tuple(
            OpenSessionLine(
                session_id=row.id,
                opened_at=row.opened_at,
                last_used_at=row.last_used_at,
                organisation_name=row.organisation_name,
                is_current=row.id == current,
            )
            for row in rows
        )

    def times_of(self, session_id: UUID, person_id: UUID) -> SignInTimes | None:
        """Return when the person's session was opened, and the one before; None if it is not his.

        Sessions that have ended count as long as they are remembered.
        """
        opened_at: datetime | None = self._session.scalar(
            select(SESSION.c.opened_at).where(
                SESSION.c.id == session_id, SESSION.c.person_id == person_id
            )
        )
        if opened_at is None:
            return None
        previous = self._session.scalar(
            select(func.max(SESSION.c.opened_at)).where(
                SESSION.c.person_id == person_id, SESSION.c.opened_at < opened_at
            )
        )
        return SignInTimes(signed_in_at=opened_at, previous_at=previous)

    def move(self, session_id: UUID, organisation_id: UUID) -> None:
        """Make the session act for another organisation, of which its person is a member."""
        self._session.execute(
            update(SESSION)
            .where(SESSION.c.id == session_id)
            .values(organisation_id=organisation_id)
        )

    def leave(self, organisation_id: UUID, person_id: UUID) -> None:
        """Make the person's sessions, which have ended, forget the organisation."""
        self._session.execute(
            update(SESSION)
            .where(SESSION.c.person_id == person_id, SESSION.c.organisation_id == organisation_id)
            .values(organisation_id=None)
        )

    def open_ids_of(self, organisation_id: UUID, person_id: UUID) -> tuple[UUID, ...]:
        """Return the sessions in which the person acts for the organisation just now."""
        return tuple(
            self._session.scalars(
                select(SESSION.c.id).where(
                    SESSION.c.person_id == person_id,
                    SESSION.c.organisation_id == organisation_id,
                    SESSION.c.ended_at.is_(None),
                )
            )
        )

    def all_open_ids_of(self, person_id: UUID) -> tuple[UUID, ...]:
        """Return the person's open sessions, wherever he acts."""
        return tuple(
            self._session.scalars(
                select(SESSION.c.id).where(
                    SESSION.c.person_id == person_id, SESSION.c.ended_at.is_(None)
                )
            )
        )

    def open_ids_in(self, organisation_id: UUID) -> tuple[UUID, ...]:
        """Return the sessions in which anybody acts for the organisation just now."""
        return tuple(
            self._session.scalars(
                select(SESSION.c.id).where(
                    SESSION.c.organisation_id == organisation_id, SESSION.c.ended_at.is_(None)
                )
            )
        )

    def forget_old(self) -> int:
        """Delete sessions that nobody can use and nobody asks about; return how many."""
        unused_since = self._now - SESSION_LONGEST - ENDED_SESSIONS_KEPT
        gone = self._session.execute(
            delete(SESSION)
            .where(
                # None is used after its end: the index leads past those that were used since.
                SESSION.c.last_used_at < self._now - ENDED_SESSIONS_KEPT,
                (SESSION.c.last_used_at < unused_since)
                | (SESSION.c.ended_at < self._now - ENDED_SESSIONS_KEPT),
            )
            .returning(SESSION.c.id)
        )
        return len(gone.all())

    def _open(
        self, which: ColumnElement[bool], *, acting_for: UUID | None = None
    ) -> OpenSession | None:
        row = self._session.execute(
            _open_among(whole_session(acting_for)).where(which), self._still_open()
        ).first()
        return open_session_of(row) if row else None

    def _still_open(self) -> dict[str, datetime]:
        """Return after what an open session was opened and used."""
        return {
            "opened_after": self._now - SESSION_LONGEST,
            "used_after": self._now - SESSION_IDLE,
        }


def _open_among(sessions: Select[Any]) -> Select[Any]:
    return sessions.where(
        SESSION.c.ended_at.is_(None),
        SESSION.c.opened_at > bindparam("opened_after"),
        SESSION.c.last_used_at > bindparam("used_after"),
    )


@cache  # asked for everybody every few seconds: two fifths of that went into building it
def _open_by_token() -> Select[Any]:
    return _open_among(whole_session()).where(SESSION.c.token_sha256 == bindparam("token"))
