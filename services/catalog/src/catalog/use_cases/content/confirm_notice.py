"""Confirm that one has read an important notice."""

from uuid import UUID

from catalog.store.records import RecordRoom
from catalog.use_cases.content.read_as import read_as
from contracts.errors import NoMembership, NotFound, NotPermitted
from contracts.principal import Principal


def confirm_notice(caller: Principal, content_id: UUID, room: RecordRoom) -> None:
    """Note that the caller has read what is published just now; repeating it changes nothing.

    Raises:
        NoMembership: the caller belongs to no organisation yet.
        NotPermitted: he is a system, or one of the vendor's people, who confirm nothing.
        NotFound: there is no such notice for him.
    """
    if caller.organisation_id is None:
        raise NoMembership
    if caller.kind != "person" or caller.is_staff:
        raise NotPermitted("customer")
    with room.of(caller.organisation_id) as records:
        found = records.publications.find(content_id, read_as(caller, "de", records))
        if found is None or found.importance != "required":
            raise NotFound("content")
        records.notice_confirmations.add(
            caller.organisation_id, caller.subject, content_id, found.version
        )
