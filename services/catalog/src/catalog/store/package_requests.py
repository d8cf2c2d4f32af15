"""Requests for packages; never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from catalog.domain.package_requests import StoredRequest
from catalog.domain.people import Person
from catalog.store.package_tables import PACKAGE, PACKAGE_REQUEST
from chassis.database import Askable
from contracts.money import Money
from contracts.packages import (
    AnsweringRequest,
    MakeOffer,
    Offer,
    PackageRequestState,
    PackageRequestWorkedOn,
)
from contracts.request_types import Label


class PackageRequestStore:
    """Requests of the organisations that the transaction has opened."""

    def __init__(self, session: Askable, now: datetime) -> None:
        self._session = session
        self._now = now

    def add_if_none_open(self, wanted: StoredRequest) -> bool:
        """Insert the request; False where the organisation's last one for the package is open.

        Waits for a concurrent insert of such a one to commit or roll back.
        """
        added = self._session.scalar(
            insert(PACKAGE_REQUEST)
            .values(
                id=wanted.id,
                organisation_id=wanted.organisation_id,
                package_id=wanted.package_id,
                intent=wanted.intent,
                state=wanted.state,
                requested_at=wanted.requested_at,
                requester_id=wanted.requester.id,
                requester_name=wanted.requester.name,
                requester_email=wanted.requester.email,
                requester_language=wanted.requester.language,
                assignee_name=wanted.assignee_name,
                due_at=wanted.due_at,
            )
            .on_conflict_do_nothing()
            .returning(PACKAGE_REQUEST.c.id)
        )
        return added is not None

    def open_for(self, organisation_id: UUID, package_id: UUID) -> StoredRequest | None:
        """Return the organisation's open request for the package, or None."""
        row = self._session.execute(
            _requests().where(
                PACKAGE_REQUEST.c.organisation_id == organisation_id,
                PACKAGE_REQUEST.c.package_id == package_id,
                PACKAGE_REQUEST.c.settled_at.is_(None),
            )
        ).first()
        return None if row is None else _request(row)

    def owner_of(self, request_id: UUID) -> UUID | None:
        """Return whose request it is, None if there is none."""
        owner: UUID | None = self._session.scalar(
            select(PACKAGE_REQUEST.c.organisation_id).where(PACKAGE_REQUEST.c.id == request_id)
        )
        return owner

    def lock(self, request_id: UUID, *, organisation_id: UUID) -> StoredRequest | None:
        """Return the organisation's request, locked until the transaction ends, or None."""
        query = _requests().where(
            PACKAGE_REQUEST.c.id == request_id,
            PACKAGE_REQUEST.c.organisation_id == organisation_id,
        )
        row = self._session.execute(query.with_for_update(of=PACKAGE_REQUEST)).first()
        return None if row is None else _request(row)

    def page(
        self,
        *,
        organisation_id: UUID | None,
        is_open: bool | None,
        older_than: UUID | None,
        limit: int,
    ) -> list[StoredRequest]:
        """Return up to `limit` requests, newest first, of one organisation or of all."""
        query = _requests()
        if organisation_id is not None:
            query = query.where(PACKAGE_REQUEST.c.organisation_id == organisation_id)
        if is_open is not None:
            settled = PACKAGE_REQUEST.c.settled_at
            query = query.where(settled.is_(None) if is_open else settled.is_not(None))
        if older_than is not None:
            query = query.where(PACKAGE_REQUEST.c.id < older_than)
        rows = self._session.execute(query.order_by(PACKAGE_REQUEST.c.id.desc()).limit(limit))
        return [_request(row) for row in rows]

    def offer(self, request: StoredRequest, offer: MakeOffer) -> None:
        """Store an offer; the caller has locked the request."""
        self._change(
            request,
            state="offered",
            offer_text=offer.text.strip(),
            offer_minor_units=offer.price.minor_units if offer.price else None,
            offer_currency=offer.price.currency if offer.price else None,
            offer_valid_through=offer.valid_through,
            offered_at=self._now,
        )

    def settle(
        self, request: StoredRequest, state: PackageRequestState, *, reason: str | None = None
    ) -> None:
        """Store what became of it; the caller has locked the request."""
        self._change(request, state=state, reason=reason, settled_at=self._now)

    def follow(self, request: StoredRequest, told: PackageRequestWorkedOn) -> None:
        """Store how its request in tickets stands; the caller has locked both."""
        self._change(
            request,
            answering_id=told.request_id,
            answering_number=told.number,
            answering_state=told.state,
            answering_assignee=told.assignee,
            answering_version=told.version,
        )

    def reopen(self, request: StoredRequest) -> None:
        """Let it wait for the vendor again; the caller has locked the request."""
        self._change(request, state="waiting_for_vendor", settled_at=None)

    def _change(self, request: StoredRequest, **values: object) -> None:
        self._session.execute(
            update(PACKAGE_REQUEST)
            .where(
                PACKAGE_REQUEST.c.organisation_id == request.organisation_id,
                PACKAGE_REQUEST.c.id == request.id,
            )
            .values(values)
        )


def _requests() -> Select[Any]:
    return select(
        PACKAGE_REQUEST,
        PACKAGE.c.key.label("package_key"),
        PACKAGE.c.name_de.label("package_name_de"),
        PACKAGE.c.name_en.label("package_name_en"),
    ).join(PACKAGE, PACKAGE.c.id == PACKAGE_REQUEST.c.package_id)


def _request(row: Row[Any]) -> StoredRequest:
    return StoredRequest(
        id=row.id,
        organisation_id=row.organisation_id,
        package_id=row.package_id,
        package_key=row.package_key,
        package_name=Label(de=row.package_name_de, en=row.package_name_en),
        intent=row.intent,
        state=row.state,
        requested_at=row.requested_at,
        requester=Person(
            id=row.requester_id,
            name=row.requester_name,
            email=row.requester_email,
            language=row.requester_language,
        ),
        assignee_name=row.assignee_name,
        due_at=row.due_at,
        offer=_offer(row),
        reason=row.reason,
        settled_at=row.settled_at,
        answering=_answering(row),
        answering_assignee=row.answering_assignee,
        answering_version=row.answering_version,
    )


def _answering(row: Row[Any]) -> AnsweringRequest | None:
    if row.answering_id is None:
        return None
    return AnsweringRequest(
        id=row.answering_id, number=row.answering_number, state=row.answering_state
    )


def _offer(row: Row[Any]) -> Offer | None:
    if row.offered_at is None:
        return None
    price = row.offer_minor_units
    return Offer(
        text=row.offer_text,
        price=None if price is None else Money(minor_units=price, currency=row.offer_currency),
        valid_through=row.offer_valid_through,
        offered_at=row.offered_at,
    )
