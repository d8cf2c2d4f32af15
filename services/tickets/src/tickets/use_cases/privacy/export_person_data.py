"""Hand out everything that is kept about a person."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from contracts.conversations import Audience
from contracts.errors import InvalidInput, NotPermitted
from contracts.person_data import PersonData, PersonDataQuery, PersonRequest, SaidElsewhere
from contracts.principal import Principal
from tickets.domain.attachments import CheckedAttachment
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import audiences_of, viewer_of
from tickets.store.mails import described
from tickets.store.records import RecordRoom, Records
from tickets.use_cases.conversations.describe_entry import describe_entry
from tickets.use_cases.requests.describe_request import describe_request

# Longer courses are not written; what is longer is cut here rather than on the bus.
_LONGEST_COURSE = 5_000
_Part = Literal["requests", "entries"]


def export_person_data(caller: Principal, query: PersonDataQuery, room: RecordRoom) -> PersonData:
    """Return one part of what is kept about the caller, or to the vendor's administrators anybody.

    It holds his requests with what he may read of their course, and what he said and did in those
    of others. Notes of the vendor are none of it, and notes that the vendor may not read are not
    shown to it here either.

    Raises:
        NotPermitted: the caller is no person, is in a support session, or names somebody else.
        InvalidInput: no part gave this cursor.
    """
    person_id = require_self_or_administrator(caller, query.person_id)
    part, after = _read_cursor(query.cursor)
    is_own = person_id == caller.subject
    readable = audiences_of("customer") if is_own else audiences_of("support")
    with room.of_everybody() as records:
        first = _first_part(person_id, records) if query.cursor is None else PersonData()
        asked: tuple[PersonRequest, ...] = ()
        if part == "requests":
            found = records.person_data.requests(person_id, after=after, limit=query.limit)
            asked = tuple(_with_course(caller, each, readable, records) for each in found)
            is_cut = len(found) == query.limit
            next_cursor: str | None = f"requests:{found[-1].id}" if is_cut else "entries:"
            said: tuple[SaidElsewhere, ...] = ()
        else:
            written = None if is_own else audiences_of("vendor")
            said, next_after = _said(person_id, after, query.limit, written, records)
            next_cursor = None if next_after is None else f"entries:{next_after}"
    return PersonData(
        known_as=first.known_as,
        in_departments=first.in_departments,
        shared_with_him=first.shared_with_him,
        read_by_him=first.read_by_him,
        mails=first.mails,
        requests=asked,
        said_elsewhere=said,
        next_cursor=next_cursor,
    )


def require_self_or_administrator(caller: Principal, person_id: UUID | None) -> UUID:
    """Return whose data the caller means.

    Raises:
        NotPermitted: he is no person, or means somebody else and is no administrator of the vendor.
    """
    if caller.kind != "person" or caller.support_session_id is not None:
        raise NotPermitted("session")
    if person_id in {None, caller.subject}:
        return caller.subject
    if not (caller.is_staff and caller.is_admin) or person_id is None:
        raise NotPermitted("admin")
    return person_id


def _first_part(person_id: UUID, records: Records) -> PersonData:
    kept = records.person_data
    return PersonData(
        known_as=kept.known_as(person_id),
        in_departments=kept.departments_of(person_id),
        shared_with_him=kept.shared_with(person_id),
        read_by_him=kept.read_by(person_id),
        mails=tuple(described(mail) for mail in kept.mails(person_id)),
    )


def _with_course(
    caller: Principal,
    request: CustomerRequest,
    readable: Collection[Audience],
    records: Records,
) -> PersonRequest:
    viewer = viewer_of(caller, request.requester.organisation_id)
    entries = records.entries.page(request, readable, kind=None, after=None, limit=_LONGEST_COURSE)
    files = records.attachments.of_entries(
        request.requester.organisation_id, [entry.id for entry in entries]
    )
    return PersonRequest(
        request=describe_request(request, viewer),
        opinion=request.opinion,
        course=tuple(describe_entry(entry, files=files.get(entry.id, ())) for entry in entries),
    )


def _said(
    person_id: UUID,
    after: UUID | None,
    limit: int,
    written: Collection[Audience] | None,
    records: Records,
) -> tuple[tuple[SaidElsewhere, ...], UUID | None]:
    found = records.person_data.said_elsewhere(person_id, after=after, limit=limit)
    shown = [each for each in found if written is None or each.entry.audience in written]
    files: dict[UUID, tuple[CheckedAttachment, ...]] = {}
    for owner in {each.organisation_id for each in shown}:
        own = [each.entry.id for each in shown if each.organisation_id == owner]
        files |= records.attachments.of_entries(owner, own)
    said = tuple(
        SaidElsewhere(
            request_id=each.request_id,
            request_number=each.request_number,
            entry=describe_entry(each.entry, files=files.get(each.entry.id, ())),
        )
        for each in shown
    )
    return said, found[-1].entry.id if len(found) == limit else None


def _read_cursor(cursor: str | None) -> tuple[_Part, UUID | None]:
    if cursor is None:
        return "requests", None
    part, _, place = cursor.partition(":")
    try:
        after = UUID(place) if place else None
    except ValueError:
        raise InvalidInput("query.cursor", "malformed") from None
    if part == "requests" and after is not None:
        return "requests", after
    if part == "entries":
        return "entries", after
    raise InvalidInput("query.cursor", "malformed")
