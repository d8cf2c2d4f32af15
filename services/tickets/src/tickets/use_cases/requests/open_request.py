"""Take down what a customer wants."""

from dataclasses import dataclass, replace
from itertools import chain
from uuid import UUID

from chassis.ids import new_id
from chassis.service import actor_of
from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.request_types import RequestType
from contracts.tickets import Attached, Channel, OpenRequest, Request, WantedSnapshot
from tickets.domain.due_times import due_when_opened
from tickets.domain.entries import NewEntry
from tickets.domain.fields import Fault, fill_in
from tickets.domain.people import Person
from tickets.domain.request_types import department_for
from tickets.domain.requests import (
    CustomerRequest,
    Requester,
    digest_of,
    fault_of_text,
    requester_of,
    says_the_same,
)
from tickets.domain.titles import advice_on
from tickets.domain.visibility import viewer_of
from tickets.store.records import Records
from tickets.use_cases.attachments.use_attachments import use_attachments
from tickets.use_cases.departments.bring_to_department import bring_to_department
from tickets.use_cases.requests.describe_request import describe_request
from tickets.use_cases.requests.request_tools import RequestTools
from tickets.use_cases.requests.take_snapshots import Shown, take_snapshots
from tickets.use_cases.requests.tell_people import tell_opened


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wish:
    """What is wanted, checked and as it is kept."""

    key: str
    kind: RequestType
    title: str
    description: str
    fields: dict[str, str]
    attachments: tuple[UUID, ...]
    snapshots: tuple[WantedSnapshot, ...]

    @property
    def digest(self) -> str:
        return digest_of(
            self.kind.key,
            self.title,
            self.description,
            self.fields,
            self.attachments,
            snapshots=self.snapshots,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Behalf:
    """In whose name one of the vendor's people opens a request, and how he heard of it."""

    organisation_id: UUID
    person: Person
    channel: Channel
    author: Person | None = None
    """Who opens it, where nobody needs to be asked."""


def open_request(
    caller: Principal, request: OpenRequest, tools: RequestTools, *, behalf: Behalf | None = None
) -> Request:
    """Return the opened request; the same key with the same words returns the same one (FD-12).

    A key belongs to one person in one organisation. How things stand at this moment is attached
    (SE-65): the documents, devices and contracts that the fields name or that are asked for, as the
    caller sees them, and where the kind says so, or he, what he may do. He is told by mail.

    Raises:
        NotPermitted: the caller is no person, or an account for documents alone.
        InvalidInput: names every field that is missing or wrong (FD-10); or a file is not there,
            or the key was used for another request.
    """
    if behalf is None:
        requester = requester_of(caller)
    else:
        requester = Requester(organisation_id=behalf.organisation_id, person_id=behalf.person.id)
    faults = _faults_of_texts(request)
    with tools.room.reading(requester.organisation_id) as readings:
        before = readings.openings.before(
            requester,
            kind=request.kind,
            idempotency_key="" if faults else request.idempotency_key.strip(),
            opened_by=caller.subject,
        )
        wish = _wish_in(request, before.kind, faults)
        known = (
            None
            if before.known is None
            else readings.requests.find(requester.organisation_id, before.known)
        )
    # What was attached may be gone by now: a repetition asks nobody again.
    if known is not None:
        return _repeated(caller, known, wish)
    attached = take_snapshots(
        caller,
        Shown(kind=wish.kind, fields=wish.fields, snapshots=wish.snapshots),
        tools,
        now=readings.now,
        organisation_id=None if behalf is None else behalf.organisation_id,
    )
    told = None if behalf is None else behalf.author
    author = told or before.heard or tools.people.find_caller()
    with tools.room.of(requester.organisation_id) as records:
        wanted = _as_new(wish, requester, attached, records)
        if behalf is not None:
            wanted = replace(wanted, channel=behalf.channel)
        due = due_when_opened(wanted.priority, tools.hours, records.now)
        opened = replace(wanted, opened_at=records.now, due=due)
        records.participants.remember(requester.organisation_id, author)
        person = author
        if behalf is not None:
            records.participants.remember_if_new(requester.organisation_id, behalf.person)
            known_person = records.participants.find(requester.organisation_id, behalf.person.id)
            person = known_person or behalf.person
        return _store(caller, opened, wish, person, records)


def _store(
    caller: Principal, wanted: CustomerRequest, wish: _Wish, person: Person, records: Records
) -> Request:
    first = NewEntry(
        kind="change",
        change="opened",
        audience="public",
        author_id=caller.subject,
        side="customer" if caller.subject == person.id else "vendor",
    )
    stored = records.openings.open_if_new(wanted, first)
    if stored is None:
        # Somebody else was quicker with the same key.
        known = records.requests.of_key(wanted.requester, wish.key)
        if known is None:
            raise InvalidInput("idempotency_key", "used_for_another_request")
        return _repeated(caller, known, wish)
    opened = replace(stored.request, requester_name=person.name)
    files = use_attachments(
        records,
        opened,
        entry_id=stored.entry.id,
        uploaded_by=caller.subject,
        wanted=wish.attachments,
    )
    tell_opened(opened, wish.kind, person, records, files=files)
    opened = bring_to_department(opened, records, shares=())
    # Last: whoever else writes into the trail of this organisation waits from here to the commit.
    records.audit.record(
        organisation_id=opened.requester.organisation_id,
        actor=actor_of(caller),
        action="request.opened",
        subject=f"request:{opened.id}",
        details={"kind": opened.kind, "department": opened.department},
    )
    return _described(caller, opened, wish)


def _faults_of_texts(request: OpenRequest) -> list[Fault]:
    faults: list[Fault] = []
    texts = {
        "idempotency_key": request.idempotency_key,
        "title": request.title,
        "description": request.description,
    }
    for name, text in texts.items():
        reason = fault_of_text(text)
        if reason is not None:
            faults.append((name, reason))
    return faults


def _wish_in(request: OpenRequest, kind: RequestType | None, faults: list[Fault]) -> _Wish:
    """Return what is wanted.

    Raises:
        InvalidInput: names everything that is missing or wrong.
    """
    if kind is None or not kind.is_offered:
        raise InvalidInput("kind", "not_offered", *chain.from_iterable(faults))
    filled_in = fill_in(kind, request.fields)
    if faults or filled_in.faults:
        raise InvalidInput(*chain.from_iterable([*faults, *filled_in.faults]))
    return _Wish(
        key=request.idempotency_key.strip(),
        kind=kind,
        title=" ".join(request.title.split()),
        description=request.description.strip(),
        fields=filled_in.values,
        attachments=request.attachments,
        snapshots=tuple(dict.fromkeys(request.snapshots)),
    )


def _repeated(caller: Principal, known: CustomerRequest, wish: _Wish) -> Request:
    if not says_the_same(known, wish.digest):
        raise InvalidInput("idempotency_key", "used_for_another_request")
    return _described(caller, known, wish)


def _described(caller: Principal, opened: CustomerRequest, wish: _Wish) -> Request:
    viewer = viewer_of(caller, opened.requester.organisation_id)
    return describe_request(opened, viewer, advice=advice_on(wish.title, wish.description))


def _as_new(
    wish: _Wish, requester: Requester, attached: Attached | None, records: Records
) -> CustomerRequest:
    return CustomerRequest(
        id=new_id(),
        requester=requester,
        idempotency_key=wish.key,
        kind=wish.kind.key,
        type_version=wish.kind.version,
        title=wish.title,
        description=wish.description,
        fields=wish.fields,
        content_sha256=wish.digest,
        state="waiting_for_vendor",
        channel="portal",
        department=department_for(wish.kind, wish.fields) or records.departments.default(),
        priority=wish.kind.priority,
        attached=attached,
        opened_at=records.now,
    )
