"""Show an administrator who belongs to his organisation."""

from uuid import UUID

from contracts.identity import Members
from identity.store.records import Records


def list_members(organisation_id: UUID, records: Records) -> Members:
    """Return the organisation's members, by name."""
    return Members(items=records.memberships.of_organisation(organisation_id))
