"""Show one change that support has proposed."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.support_changes import SupportChange
from identity.store.records import Records


def get_support_change(organisation_id: UUID, change_id: UUID, records: Records) -> SupportChange:
    """Return one of the changes that were proposed to the organisation.

    Raises:
        NotFound: there is no such change.
    """
    change = records.support_changes.find(organisation_id, change_id)
    if change is None:
        raise NotFound("support_change")
    return change
