"""Invitations; an open one per address and organisation."""

from dataclasses import dataclass, replace
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from contracts.identity import Organisation
from contracts.principal import Role
from identity.domain.bookings import Coverage
from identity.domain.invitation_codes import WRONG_CODES_ALLOWED, code_sha256
from identity.domain.invitations import InvitationRecord
from identity.store.bookings import BOOKING_COLUMNS, bookings_in, with_bookings
from identity.store.organisations import organisation_of
from identity.store.tables import INVITATION, ORGANISATION
from identity.store.wrong_codes import WrongCodeStore

_TOO_MANY = WRONG_CODES_ALLOWED + 1
# Made once, and little of each is read: a wrong code must not tell by its time whether there is an
# invitation.
_OPEN_TO_CODES = select(INVITATION.c.id, INVITATION.c.code_sha256, INVITATION.c.wrong_codes).where(
    INVITATION.c.email_key == bindparam("key"), INVITATION.c.state == "pending"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundInvitation:
    """An invitation with the organisation it leads into, and how long that is let in."""

    invitation: InvitationRecord
    organisation: Organisation
    coverage: Coverage

    def at(self, now: datetime) -> "FoundInvitation":
        """Return it with the end that the contract gives it at `now`."""
        return replace(self, invitation=self.invitation.under(self.coverage, now))


class InvitationStore:
    """Invitations in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(self, invitation: InvitationRecord, *, token_sha256: bytes, code_sha256: bytes) -> None:
        """Insert `invitation`; the caller has locked its organisation and closed older ones."""
        self._session.execute(
            insert(INVITATION).values(
                id=invitation.id,
                organisation_id=invitation.organisation_id,
                email=invitation.email,
                email_key=invitation.email_key,
                role=invitation.role,
                areas=list(invitation.areas),
                is_initial=invitation.is_initial,
                generic_address=invitation.generic_address,
                invited_by=invitation.invited_by,
                reason=invitation.reason,
                operator_number=invitation.operator_number,
                team=invitation.team,
                data_scope=invitation.data_scope,
                token_sha256=token_sha256,
                code_sha256=code_sha256,
                state=invitation.state,
                created_at=invitation.created_at,
                expires_at=invitation.expires_at,
            )
        )

    def revoke_pending(self, organisation_id: UUID, email_key: str) -> InvitationRecord | None:
        """Close the address's open invitation, expired or not; return it if there was one."""
        row = self._session.execute(
            update(INVITATION)
            .where(
                INVITATION.c.organisation_id == organisation_id,
                INVITATION.c.email_key == email_key,
                INVITATION.c.state == "pending",
            )
            .values(state="revoked", closed_at=self._now)
            .returning(*INVITATION.c)
        ).first()
        return _invitation_of(row) if row else None

    def has_initial(self, organisation_id: UUID, role: Role) -> bool:
        """Return whether the organisation's initial invitation of this role was ever made."""
        query = select(INVITATION.c.id).where(
            INVITATION.c.organisation_id == organisation_id,
            INVITATION.c.role == role,
            INVITATION.c.is_initial,
            INVITATION.c.state != "revoked",
        )
        return self._session.execute(query.limit(1)).first() is not None

    def has_pending(self, organisation_id: UUID, email_key: str) -> bool:
        """Return whether the address has an open invitation, expired or not."""
        query = select(INVITATION.c.id).where(
            INVITATION.c.organisation_id == organisation_id,
            INVITATION.c.email_key == email_key,
            INVITATION.c.state == "pending",
        )
        return self._session.execute(query.limit(1)).first() is not None

    def find_by_token(self, token_sha256: bytes) -> FoundInvitation | None:
        """Return the invitation that the link opens, or None; looking changes nothing."""
        query = select(INVITATION).where(INVITATION.c.token_sha256 == token_sha256)
        row = self._session.execute(query).first()
        return self._with_organisation(row) if row else None

    def try_code(self, email_key: str, typed: str) -> FoundInvitation | None:
        """Return the address's open invitation that the code fits, or None.

        A wrong code counts against every open invitation of the address; after five none of their
        codes fits any more. Tries at once wait for each other, so none goes uncounted. Where nobody
        is invited, the same is asked and written (FD-19).
        """
        known = self._session.execute(_OPEN_TO_CODES, {"key": email_key}).all()
        wrong_codes = WrongCodeStore(self._session, self._now)
        counts = wrong_codes.count([each.id for each in known], email_key)
        for each in known:
            tries = each.wrong_codes + counts.get(each.id, _TOO_MANY)
            if tries < _TOO_MANY and _fits(each.id, each.code_sha256, typed):
                wrong_codes.give_back(list(counts))
                query = select(INVITATION).where(INVITATION.c.id == each.id)
                return self._with_organisation(self._session.execute(query).one())
        return None

    def find(self, organisation_id: UUID, invitation_id: UUID) -> InvitationRecord | None:
        """Return the organisation's invitation, or None; nobody else changes it meanwhile."""
        row = self._session.execute(
            select(INVITATION)
            .where(
                INVITATION.c.id == invitation_id, INVITATION.c.organisation_id == organisation_id
            )
            .with_for_update()
        ).first()
        return _invitation_of(row) if row else None

    def has_operator_number(
        self, organisation_id: UUID, operator_number: str, *, besides: str
    ) -> bool:
        """Return whether an open invitation promises the number to another address."""
        query = select(INVITATION.c.id).where(
            INVITATION.c.organisation_id == organisation_id,
            INVITATION.c.operator_number == operator_number,
            INVITATION.c.state == "pending",
            INVITATION.c.email_key != besides,
        )
        return self._session.execute(query.limit(1)).first() is not None

    def lock(self, invitation_id: UUID) -> InvitationRecord:
        """Return a known invitation as it is now; nobody else changes it meanwhile."""
        query = select(INVITATION).where(INVITATION.c.id == invitation_id)
        return _invitation_of(self._session.execute(query.with_for_update()).one())

    def accept(self, invitation_id: UUID, *, accepted_by: UUID) -> None:
        """Consume the invitation; the caller has locked it and found it open."""
        self._session.execute(
            update(INVITATION)
            .where(INVITATION.c.id == invitation_id, INVITATION.c.state == "pending")
            .values(state="accepted", closed_at=self._now, accepted_by=accepted_by)
        )

    def of_organisation(
        self, organisation_id: UUID, *, limit: int = 500
    ) -> tuple[InvitationRecord, ...]:
        """Return the organisation's invitations, newest first."""
        rows = self._session.execute(
            select(INVITATION)
            .where(INVITATION.c.organisation_id == organisation_id)
            .order_by(INVITATION.c.created_at.desc(), INVITATION.c.id.desc())
            .limit(limit)
        )
        return tuple(_invitation_of(row) for row in rows)

    def _with_organisation(self, row: Row[tuple[object, ...]]) -> FoundInvitation:
        query = with_bookings(select(*BOOKING_COLUMNS, *ORGANISATION.c).select_from(ORGANISATION))
        organisation = self._session.execute(
            query.where(ORGANISATION.c.id == row.organisation_id)
        ).one()
        return FoundInvitation(
            invitation=_invitation_of(row),
            organisation=organisation_of(organisation),
            coverage=bookings_in(organisation).coverage,
        )


def _fits(invitation_id: UUID, stored: bytes | None, typed: str) -> bool:
    return stored is not None and compare_digest(stored, code_sha256(invitation_id, typed))


def _invitation_of(row: Row[tuple[object, ...]]) -> InvitationRecord:
    return InvitationRecord(
        id=row.id,
        organisation_id=row.organisation_id,
        email=row.email,
        email_key=row.email_key,
        role=row.role,
        areas=tuple(row.areas),
        is_initial=row.is_initial,
        generic_address=row.generic_address,
        invited_by=row.invited_by,
        reason=row.reason,
        operator_number=row.operator_number,
        team=row.team,
        data_scope=row.data_scope,
        state=row.state,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
