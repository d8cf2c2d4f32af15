"""Take down what a customer wants to have changed in his master data."""

from dataclasses import replace
from datetime import datetime

from chassis.ids import new_id
from chassis.service import actor_of
from contracts.errors import InvalidInput, MasterDataChangeWaiting
from contracts.master_data import REQUEST_TYPE_OF
from contracts.master_data_changes import MasterDataChange, RequestMasterDataChange
from contracts.principal import Principal
from contracts.request_types import RequestType
from tickets.adapters.master_data_owners import OnFile
from tickets.domain.due_times import due_when_opened
from tickets.domain.entries import NewEntry
from tickets.domain.master_data import (
    StoredChange,
    Wish,
    asker_of,
    digest_of_wish,
    part_of,
    read_wish,
)
from tickets.domain.requests import CustomerRequest, Requester, says_the_same
from tickets.store.records import Records
from tickets.use_cases.departments.bring_to_department import bring_to_department
from tickets.use_cases.master_data.describe_change import describe_change
from tickets.use_cases.master_data.master_data_tools import MasterDataTools
from tickets.use_cases.requests.tell_people import tell_opened


def request_master_data_change(
    caller: Principal, request: RequestMasterDataChange, tools: MasterDataTools
) -> MasterDataChange:
    """Return the change that waits for the vendor's people; nothing is changed by it (SE-09).

    It is a request as well, so that it has a course, a due time and somebody who takes care of it.
    What is on file is read at this moment, where it is kept, and kept beside what is wanted
    (SE-68). The same key with the same words returns the same change.

    Raises:
        NotPermitted: the caller administers no customer and no partner.
        InvalidInput: names every field that is missing or wrong; or nothing would be changed.
        MasterDataChangeWaiting: a change of this kind waits already.
        ServiceUnavailable, DeadlinePassed: what is on file cannot be read just now.
    """
    asker = asker_of(caller)
    with tools.room.of(asker.organisation_id) as records:
        known = _known(request, asker, records)
        if known is not None:
            return known
        wish = read_wish(request, records.today, tools.address_faults)
    on_file = tools.owners.read(asker.organisation_id, wish.kind)
    if part_of(on_file.values, wish.kind) == wish.new:
        raise InvalidInput("values", "unchanged")
    person = tools.people.find_caller()
    with tools.room.of(asker.organisation_id) as records:
        records.participants.remember(asker.organisation_id, person)
        kind = _type_of(wish, records)
        due = due_when_opened(kind.priority, tools.hours, records.now)
        wanted = _as_request(request, wish, kind, asker, records.now)
        if person.language == "en":
            wanted = replace(wanted, title=kind.label.en, description=wish.note or kind.label.en)
        opened = _open(caller, replace(wanted, due=due, requester_name=person.name), records)
        if opened is None:
            # Somebody else was quicker with the same key.
            known = _known(request, asker, records)
            if known is None:
                raise InvalidInput("idempotency_key", "used_for_another_request")
            return known
        change = _as_new(wish, opened, on_file, records)
        if not records.master_data.add_if_none_waits(change):
            raise MasterDataChangeWaiting
        tell_opened(opened, kind, person, records)
        bring_to_department(opened, records, shares=())
        return describe_change(change)


def _known(
    request: RequestMasterDataChange, asker: Requester, records: Records
) -> MasterDataChange | None:
    """Return what the key was used for before.

    Raises:
        InvalidInput: it was something else.
    """
    opened = records.requests.of_key(asker, request.idempotency_key.strip())
    if opened is None:
        return None
    change = records.master_data.of_request(asker.organisation_id, opened.id)
    if change is None or not says_the_same(opened, digest_of_wish(request)):
        raise InvalidInput("idempotency_key", "used_for_another_request")
    return describe_change(change)


def _type_of(wish: Wish, records: Records) -> RequestType:
    found = records.request_types.find(REQUEST_TYPE_OF[wish.kind])
    if found is None:
        raise InvalidInput("kind", "not_offered")
    return found


def _as_request(
    request: RequestMasterDataChange, wish: Wish, kind: RequestType, asker: Requester, now: datetime
) -> CustomerRequest:
    """Return the request in which the change is talked about."""
    return CustomerRequest(
        id=new_id(),
        requester=asker,
        idempotency_key=request.idempotency_key.strip(),
        kind=kind.key,
        type_version=kind.version,
        title=kind.label.de,
        description=wish.note or kind.label.de,
        fields={},
        content_sha256=digest_of_wish(request),
        state="waiting_for_vendor",
        channel="portal",
        department=kind.department,
        priority=kind.priority,
        attached=None,
        opened_at=now,
    )


def _open(caller: Principal, wanted: CustomerRequest, records: Records) -> CustomerRequest | None:
    """Store the request and return it with its number, None if its key is taken."""
    first = NewEntry(
        kind="change",
        change="opened",
        audience="public",
        author_id=caller.subject,
        side="customer",
    )
    stored = records.openings.open_if_new(wanted, first)
    if stored is None:
        return None
    opened = stored.request
    records.audit.record(
        organisation_id=opened.requester.organisation_id,
        actor=actor_of(caller),
        action="master_data_change.requested",
        subject=f"request:{opened.id}",
        details={"kind": opened.kind},
    )
    return opened


def _as_new(wish: Wish, opened: CustomerRequest, on_file: OnFile, records: Records) -> StoredChange:
    return StoredChange(
        id=new_id(),
        organisation_id=opened.requester.organisation_id,
        organisation_name=on_file.organisation.name,
        customer_number=on_file.organisation.customer_number,
        request_id=opened.id,
        request_number=opened.number,
        requester_id=opened.requester.person_id,
        requester_name=opened.requester_name,
        kind=wish.kind,
        state="waiting_for_vendor",
        old=part_of(on_file.values, wish.kind),
        new=wish.new,
        effective_on=wish.effective_on,
        note=wish.note,
        requested_at=records.now,
    )
