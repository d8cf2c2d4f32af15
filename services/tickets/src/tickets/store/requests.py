"""Requests in the caller's transaction; the store never commits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, and_, select, update
from sqlalchemy.sql import ColumnElement, FromClause

from chassis.database import Askable
from contracts.tickets import Attached
from tickets.domain.due_times import Due
from tickets.domain.requests import CustomerRequest, EditedWords, Requester
from tickets.store.people_tables import PARTICIPANT
from tickets.store.search_words import SearchWordStore
from tickets.store.tables import REQUEST

_ASSIGNEE = PARTICIPANT.alias("assignee")


class RequestStore:
    """The requests of the organisation that the transaction has named."""

    def __init__(self, session: Askable) -> None:
        self._session = session
        self._words = SearchWordStore(session)

    def of_key(self, requester: Requester, idempotency_key: str) -> CustomerRequest | None:
        """Return the request that its requester opened with this key."""
        row = self._session.execute(
            requests_with_names().where(
                REQUEST.c.organisation_id == requester.organisation_id,
                REQUEST.c.requester_id == requester.person_id,
                REQUEST.c.idempotency_key == idempotency_key,
            )
        ).one_or_none()
        return None if row is None else request_of(row)

    def of_package_request(
        self, organisation_id: UUID, package_request_id: UUID
    ) -> CustomerRequest | None:
        """Return the request in which a wish for a package is talked about, or None."""
        row = self._session.execute(
            requests_with_names().where(
                REQUEST.c.organisation_id == organisation_id,
                REQUEST.c.package_request_id == package_request_id,
            )
        ).one_or_none()
        return None if row is None else request_of(row)

    def find(self, organisation_id: UUID, request_id: UUID) -> CustomerRequest | None:
        """Return one of the organisation's requests, whoever opened it, or None."""
        row = self._session.execute(
            requests_with_names().where(
                REQUEST.c.organisation_id == organisation_id, REQUEST.c.id == request_id
            )
        ).one_or_none()
        return None if row is None else request_of(row)

    def lock(self, organisation_id: UUID, request_id: UUID) -> CustomerRequest | None:
        """Return the same once nobody else changes it; nobody does until the transaction ends."""
        locked = self._session.scalar(
            select(REQUEST.c.id)
            .where(REQUEST.c.organisation_id == organisation_id, REQUEST.c.id == request_id)
            .with_for_update()
        )
        return None if locked is None else self.find(organisation_id, request_id)

    def named_by(self, number: int) -> tuple[UUID, UUID] | None:
        """Return whose request has this number, and its id, for the vendor's people."""
        row = self._session.execute(
            select(REQUEST.c.organisation_id, REQUEST.c.id).where(REQUEST.c.number == number)
        ).one_or_none()
        return None if row is None else (row.organisation_id, row.id)

    def owner_of(self, request_id: UUID) -> UUID | None:
        """Return whose request it is, for the vendor's people, who see every organisation's."""
        owner: UUID | None = self._session.scalar(
            select(REQUEST.c.organisation_id).where(REQUEST.c.id == request_id)
        )
        return owner

    def rewrite(self, request: CustomerRequest, words: EditedWords) -> CustomerRequest:
        """Store what the request says from now on; the caller has locked it."""
        self._session.execute(
            update(REQUEST)
            .where(
                REQUEST.c.organisation_id == request.requester.organisation_id,
                REQUEST.c.id == request.id,
            )
            .values(title=words.title, description=words.description, fields=dict(words.fields))
        )
        self._words.refresh(request.requester.organisation_id, request.id)
        return replace(
            request, title=words.title, description=words.description, fields=words.fields
        )


def requests_with_names() -> Select[Any]:
    """Return requests with what those are called who asked, and who take care of them."""
    return (
        select(
            REQUEST,
            PARTICIPANT.c.name.label("requester_name"),
            _ASSIGNEE.c.name.label("assignee_name"),
        )
        .outerjoin(PARTICIPANT, _is(PARTICIPANT, REQUEST.c.requester_id))
        .outerjoin(_ASSIGNEE, _is(_ASSIGNEE, REQUEST.c.assignee_id))
    )


def _is(participant: FromClause, person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(
        participant.c.organisation_id == REQUEST.c.organisation_id,
        participant.c.person_id == person_id,
    )


def request_of(row: Row[Any]) -> CustomerRequest:
    """Return the request in a row of `requests_with_names`."""
    return CustomerRequest(
        id=row.id,
        number=row.number,
        requester=Requester(organisation_id=row.organisation_id, person_id=row.requester_id),
        requester_name=row.requester_name,
        idempotency_key=row.idempotency_key,
        kind=row.kind,
        type_version=row.type_version,
        title=row.title,
        description=row.description,
        fields=row.fields,
        content_sha256=row.content_sha256,
        state=row.state,
        channel=row.channel,
        department=row.department,
        priority=row.priority,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name,
        due=Due(
            at=row.due_at,
            work_left=(
                None if row.work_left_seconds is None else timedelta(seconds=row.work_left_seconds)
            ),
        ),
        closed_at=row.closed_at,
        merged_into=row.merged_into,
        stars=row.stars,
        opinion=row.opinion,
        hold_reason=row.hold_reason,
        package_request_id=row.package_request_id,
        attached=None if row.attached is None else msgspec.convert(row.attached, Attached),
        opened_at=row.opened_at,
        active_at={
            "customer": row.customer_active_at,
            "vendor": row.vendor_active_at,
            "partner": row.partner_active_at,
            "support": row.public_active_at,
        },
    )
