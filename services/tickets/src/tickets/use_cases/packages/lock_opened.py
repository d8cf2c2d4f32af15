"""Find the request that was opened for a wish."""

from uuid import UUID

from tickets.domain.requests import CustomerRequest
from tickets.store.records import Records


class NotOpenedYetError(Exception):
    """The word of the wish is still on its way; what followed it is tried again after it."""


def lock_opened(
    organisation_id: UUID, package_request_id: UUID, records: Records
) -> CustomerRequest | None:
    """Return the wish's request, locked; None where it was erased between two looks.

    Raises:
        NotOpenedYetError: nothing was heard of the wish so far.
    """
    known = records.requests.of_package_request(organisation_id, package_request_id)
    if known is None:
        raise NotOpenedYetError
    return records.requests.lock(organisation_id, known.id)
