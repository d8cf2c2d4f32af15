"""Open a request for a package that a customer asks for."""

from dataclasses import replace
from uuid import UUID

from chassis.ids import new_id
from contracts.packages import PackageRequested
from tickets.domain.due_times import Due
from tickets.domain.entries import NewEntry
from tickets.domain.people import Person
from tickets.domain.requests import CustomerRequest, Requester, digest_of
from tickets.store.records import RecordRoom, Records
from tickets.use_cases.departments.bring_to_department import bring_to_department

PACKAGE_REQUEST = "package_request"
_SYSTEM = "system:catalog"


def open_for_package(wished: PackageRequested, room: RecordRoom) -> None:
    """Open the request, once for each wish; it is due when catalog has promised an answer (SE-20).

    It goes to the department of its kind, and to whoever is responsible there. Nobody is told by
    mail that it has arrived: the customer saw it happen, and catalog tells him what comes of it.
    """
    with room.of(wished.organisation_id) as records:
        kind = records.request_types.find(PACKAGE_REQUEST)
        if kind is None:
            return
        person = _remembered(wished, records)
        speaks_english = person is not None and person.language == "en"
        label = kind.label.en if speaks_english else kind.label.de
        package = wished.package_name.en if speaks_english else wished.package_name.de
        fields = {"package": package, "intent": wished.intent}
        wanted = CustomerRequest(
            id=new_id(),
            requester=Requester(organisation_id=wished.organisation_id, person_id=wished.person_id),
            requester_name=None if person is None else person.name,
            idempotency_key=f"package-request-{wished.request_id}",
            package_request_id=wished.request_id,
            kind=kind.key,
            type_version=kind.version,
            title=f"{label}: {package}",
            description=f"{label}: {package}",
            fields=fields,
            content_sha256=digest_of(kind.key, label, package, fields),
            state="waiting_for_vendor",
            channel="portal",
            department=kind.department,
            priority=kind.priority,
            attached=None,
            opened_at=records.now,
            due=Due(at=wished.due_at),
        )
        opened = _stored(wanted, wished.request_id, records)
        if opened is None:
            return
        _note(opened, wished, records)
        bring_to_department(opened, records, shares=())


def _stored(
    wanted: CustomerRequest, package_request_id: UUID, records: Records
) -> CustomerRequest | None:
    """Return the request as it is stored, None if the wish has its request already."""
    first = NewEntry(
        kind="change",
        change="opened",
        audience="public",
        author_id=wanted.requester.person_id,
        side="customer",
    )
    stored = records.openings.open_if_new(wanted, first)
    if stored is not None:
        return stored.request
    owner = wanted.requester.organisation_id
    if records.requests.of_package_request(owner, package_request_id) is not None:
        return None
    # Keys are the requester's to choose, and he has chosen ours: his wish is not lost by that.
    wanted = replace(wanted, idempotency_key=f"{wanted.idempotency_key}-{wanted.id}")
    stored = records.openings.open_if_new(wanted, first)
    return None if stored is None else stored.request


def _remembered(wished: PackageRequested, records: Records) -> Person | None:
    """Return who asks, as far as tickets knows or is told."""
    if wished.person is not None:
        told = Person(
            id=wished.person_id,
            name=wished.person.name,
            email=wished.person.email,
            language=wished.person.language,
        )
        records.participants.remember_if_new(wished.organisation_id, told)
    return records.participants.find(wished.organisation_id, wished.person_id)


def _note(opened: CustomerRequest, wished: PackageRequested, records: Records) -> None:
    records.audit.record(
        organisation_id=wished.organisation_id,
        actor=_SYSTEM,
        action="request.opened",
        subject=f"request:{opened.id}",
        details={"kind": opened.kind, "package_request": str(wished.request_id)},
    )
