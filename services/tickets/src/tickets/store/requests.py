"""Requests in the caller's transaction; the store never commits."""

from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tickets.domain.request import CustomerRequest, Requester
from tickets.store.tables import REQUEST


class RequestStore:
    """The requests of the organisation that the transaction has named."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_if_new(self, request: CustomerRequest) -> bool:
        """Insert `request`; return False if its requester has used its key before.

        Waits for a concurrent insert of the same key to commit or roll back.
        """
        added = self._session.scalar(
            insert(REQUEST)
            .values(
                id=request.id,
                organisation_id=request.requester.organisation_id,
                requester_id=request.requester.person_id,
                idempotency_key=request.idempotency_key,
                kind=request.kind,
                title=request.title,
                description=request.description,
                state=request.state,
                opened_at=request.opened_at,
            )
            .on_conflict_do_nothing(
                index_elements=["organisation_id", "requester_id", "idempotency_key"]
            )
            .returning(REQUEST.c.id)
        )
        return added is not None

    def of_key(self, requester: Requester, idempotency_key: str) -> CustomerRequest | None:
        """Return the request that its requester opened with this key."""
        row = self._session.execute(
            select(REQUEST).where(
                REQUEST.c.organisation_id == requester.organisation_id,
                REQUEST.c.requester_id == requester.person_id,
                REQUEST.c.idempotency_key == idempotency_key,
            )
        ).one_or_none()
        return None if row is None else _request(row)

    def find(self, organisation_id: UUID, request_id: UUID) -> CustomerRequest | None:
        """Return one of the organisation's requests, whoever opened it, or None."""
        row = self._session.execute(
            select(REQUEST).where(
                REQUEST.c.organisation_id == organisation_id, REQUEST.c.id == request_id
            )
        ).one_or_none()
        return None if row is None else _request(row)

    def page_of(
        self, requester: Requester, *, older_than: UUID | None, limit: int
    ) -> list[CustomerRequest]:
        """Return up to `limit` requests of one person, newest first, continuing after an id."""
        query = select(REQUEST).where(
            REQUEST.c.organisation_id == requester.organisation_id,
            REQUEST.c.requester_id == requester.person_id,
        )
        if older_than is not None:
            query = query.where(REQUEST.c.id < older_than)
        rows = self._session.execute(query.order_by(REQUEST.c.id.desc()).limit(limit))
        return [_request(row) for row in rows]


def _request(row: Row[tuple[object, ...]]) -> CustomerRequest:
    return CustomerRequest(
        id=row.id,
        requester=Requester(organisation_id=row.organisation_id, person_id=row.requester_id),
        idempotency_key=row.idempotency_key,
        kind=row.kind,
        title=row.title,
        description=row.description,
        state=row.state,
        opened_at=row.opened_at,
    )
