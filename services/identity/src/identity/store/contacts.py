"""Contract contacts: who was told to come in, and who has not done so."""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from contracts.identity import UnactivatedContact
from identity.store.organisations import organisation_of
from identity.store.tables import INVITATION, ORGANISATION


class ContactStore:
    """Contract contacts in the caller's transaction. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_protected(self, person_id: UUID, *, organisation_id: UUID | None = None) -> bool:
        """Return whether the person came in by the address on file for a contact (SE-37).

        In one organisation, or in any. The account of the e-billing address is no contact; nor is
        the vendor's own first administrator, who is on nobody's file.
        """
        query = (
            select(INVITATION.c.id)
            .join_from(INVITATION, ORGANISATION, ORGANISATION.c.id == INVITATION.c.organisation_id)
            .where(
                INVITATION.c.accepted_by == person_id,
                INVITATION.c.is_initial,
                INVITATION.c.role == "admin",
                ORGANISATION.c.kind != "vendor",
            )
        )
        if organisation_id is not None:
            query = query.where(INVITATION.c.organisation_id == organisation_id)
        return self._session.execute(query.limit(1)).first() is not None

    def unactivated(self, *, after: str | None, limit: int) -> tuple[UnactivatedContact, ...]:
        """Return up to `limit` customers whose contact never came in, by customer number.

        Customers without an address on file are listed too.
        """
        query = (
            select(
                ORGANISATION,
                INVITATION.c.email,
                INVITATION.c.created_at.label("invited_at"),
                INVITATION.c.expires_at,
                INVITATION.c.generic_address,
            )
            .join_from(ORGANISATION, INVITATION, contact_invitation(), isouter=True)
            .where(
                ORGANISATION.c.kind == "customer",
                INVITATION.c.id.is_(None) | (INVITATION.c.state == "pending"),
            )
            .order_by(ORGANISATION.c.customer_number)
            .limit(limit)
        )
        if after is not None:
            query = query.where(ORGANISATION.c.customer_number > after)
        return tuple(
            UnactivatedContact(
                organisation=organisation_of(row),
                email=row.email,
                invited_at=row.invited_at,
                expires_at=row.expires_at,
                generic_address=bool(row.generic_address),
            )
            for row in self._session.execute(query)
        )


def contact_invitation() -> ColumnElement[bool]:
    """Return what joins an organisation with the invitation of its contract contact.

    The contact is whoever got the initial invitation (SE-14); there is one at most.
    """
    return (
        (INVITATION.c.organisation_id == ORGANISATION.c.id)
        & INVITATION.c.is_initial
        & (INVITATION.c.role == "admin")
        & (INVITATION.c.state != "revoked")
    )
