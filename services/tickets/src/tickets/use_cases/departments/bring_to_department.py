"""Bring a request that has come to a department before its people."""

from collections.abc import Iterable
from dataclasses import replace

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from tickets.domain.entries import NewEntry
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import SharedWith
from tickets.store.records import Records


def bring_to_department(
    request: CustomerRequest, records: Records, *, shares: Iterable[SharedWith] | None = None
) -> CustomerRequest:
    """Return the request with whoever is responsible for what comes in (SE-20), if anybody is.

    Each member who wants to know is told by mail, once for a request and a department. `shares` are
    all of the request's, where the caller knows them.
    """
    owner = request.requester.organisation_id
    reception = records.departments.reception(request.department)
    responsible = reception.responsible
    if responsible is not None:
        records.participants.remember_if_new(owner, responsible)
        records.desk.assign(request, responsible.id)
        records.entries.add(
            request,
            NewEntry(
                kind="change",
                change="assigned",
                audience="public",
                author_id=None,
                side="system",
                details={"to": responsible.name},
            ),
            shares=shares,
        )
        request = replace(request, assignee_id=responsible.id, assignee_name=responsible.name)
    for person in reception.told:
        records.outbox.announce(
            NOTICE_REQUESTED,
            NoticeRequested(
                idempotency_key=f"request-arrived-{request.id}-{request.department}-{person.id}",
                kind="request_arrived",
                recipient=person.email,
                language=person.language,
                organisation_id=owner,
                parameters={"number": str(request.number), "title": request.title},
            ),
        )
    return request
