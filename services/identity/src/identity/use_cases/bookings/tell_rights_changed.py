"""Let what catalog has told take effect with the next call."""

from uuid import UUID

from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended


def tell_rights_changed(organisation_id: UUID, records: Records) -> None:
    """Have everybody forget what he has cached about the organisation's people, keys and support.

    A contract that was renewed opens the portal at once, and so does a package that was booked.
    """
    concerned = [
        *records.sessions.open_ids_in(organisation_id),
        *records.api_keys.valid_ids_of(organisation_id),
        *records.machine_accounts.valid_ids_of(organisation_id),
        *records.support_sessions.open_ids_of(organisation_id),
    ]
    tell_access_ended(concerned, "rights_changed", records)
