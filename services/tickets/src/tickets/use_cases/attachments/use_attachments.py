"""Give files to an entry."""

from collections.abc import Sequence
from uuid import UUID

from tickets.domain.attachments import CheckedAttachment, check_together
from tickets.domain.requests import CustomerRequest
from tickets.store.records import Records


def use_attachments(
    records: Records,
    request: CustomerRequest,
    *,
    entry_id: UUID,
    uploaded_by: UUID,
    wanted: Sequence[UUID],
) -> tuple[CheckedAttachment, ...]:
    """Return the files that go with the entry from now on; each goes with one entry in its life.

    Raises:
        InvalidInput: some are not there, are somebody else's, or go with another entry.
    """
    found = records.attachments.lock_usable(request, uploaded_by, wanted)
    check_together(wanted, found)
    records.attachments.use(request, entry_id, found)
    return tuple(found)
