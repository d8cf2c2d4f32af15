"""Bring a request that has come to a department before its people."""

from dataclasses import replace

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from tickets.domain.entries import NewEntry
from tickets.domain.requests import CustomerRequest
from tickets.store.records import Records


def bring_to_department(request: CustomerRequest, records: Records) -> CustomerRequest:
    """Return the request with whoever is responsible for what comes in (SE-20), if anybody is.

    Each member who wants to know is told by mail, once for a request and a department.
    """
    owner = request.requester.organisation_id
    responsible = records.departments.responsible(request.department)
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
        )
        request = replace(request, assignee_id=responsible.id, assignee_name=responsible.name)
    for person in records.departments.people_told(request.department):
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
