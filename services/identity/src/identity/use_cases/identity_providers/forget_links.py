"""Take back what an identity provider has vouched for."""

from uuid import UUID

from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended


def forget_links(organisation_id: UUID, records: Records) -> None:
    """Forget which subject is which person, and end the sessions that the provider has opened.

    The caller has locked the provider, so nobody is let in by it meanwhile.
    """
    records.federated_identities.forget_all(organisation_id)
    end_vouched_sessions(organisation_id, records)


def end_vouched_sessions(organisation_id: UUID, records: Records) -> None:
    """End the sessions that the organisation's provider has opened; the links stay."""
    ended = records.vouched_sessions.end_all(organisation_id)
    tell_access_ended(ended, "revoked", records)
