"""Find the request that somebody acts on."""

from uuid import UUID

from catalog.domain.package_requests import StoredRequest
from catalog.store.records import Records
from contracts.errors import ChangedMeanwhile, NotFound


def reach_open_request(
    request_id: UUID, records: Records, *, organisation_id: UUID | None
) -> StoredRequest:
    """Return the open request, with its organisation locked and then itself.

    `organisation_id` is the customer's own; None for the vendor's people.

    Raises:
        NotFound: there is none, or it is not his.
        ChangedMeanwhile: it is settled.
    """
    owner = organisation_id or records.package_requests.owner_of(request_id)
    # The organisation first, as whoever books does: two who lock in the same order never wait for
    # each other.
    if owner is None or records.organisations.lock_kind(owner) is None:
        raise NotFound("package_request")
    request = records.package_requests.lock(request_id, organisation_id=owner)
    if request is None:
        raise NotFound("package_request")
    if not request.is_open:
        raise ChangedMeanwhile("state", request.state)
    return request
