"""Open the records in which somebody's files for a request lie."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from chassis.service import organisation_of
from contracts.attachments import FileFor
from contracts.conversations import Side
from contracts.errors import NotFound
from contracts.principal import Principal
from tickets.domain.requests import requester_of
from tickets.store.records import RecordRoom, Records
from tickets.use_cases.requests.reach_request import reach_request


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRoom:
    """Whose request the files are for, and on whose side they are sent in."""

    organisation_id: UUID
    side: Side
    records: Records


@contextmanager
def reach_files(caller: Principal, wanted: FileFor, room: RecordRoom) -> Iterator[FileRoom]:
    """Yield the records of the organisation whose request files are for; commits at the end.

    Raises:
        NotFound: there is no such request, or the caller does not see it.
        NotPermitted: he is no person, or an account for documents alone.
    """
    if wanted.request_id is not None:
        with reach_request(caller, wanted.request_id, room) as reached:
            yield FileRoom(
                organisation_id=reached.request.requester.organisation_id,
                side=reached.viewer.writes_as,
                records=reached.records,
            )
        return
    requester_of(caller)
    organisation_id = organisation_of(caller, wanted.organisation_id)
    if organisation_id is None:
        raise NotFound("organisation")
    with room.of(organisation_id) as records:
        yield FileRoom(
            organisation_id=organisation_id,
            side="vendor" if caller.is_staff else "customer",
            records=records,
        )
