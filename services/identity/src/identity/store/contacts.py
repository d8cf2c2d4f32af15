"""Contract contacts: who was told to come in, and who has not done so."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from contracts.identity import UnactivatedContact
from identity.store.organisations import organisation_of
from identity.store.tables import INVITATION, ORGANISATION


class ContactStore:
    """Contract contacts in the caller's transaction. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

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
