"""A session with all that a principal is made of, in one query."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.engine import Row

from identity.domain.people import Member, OpenSession, Person
from identity.store.bookings import BOOKING_COLUMNS, bookings_in, with_bookings
from identity.store.organisations import organisation_of
from identity.store.tables import MEMBERSHIP, ORGANISATION, PERSON, SESSION


def whole_session(acting_for: UUID | None = None) -> Select[Any]:
    """Return the query of sessions with all that a principal is made of.

    With `acting_for` as if each had been moved to that organisation.
    """
    place = SESSION.c.organisation_id if acting_for is None else acting_for
    return with_bookings(
        select(
            SESSION.c.id.label("session_id"),
            SESSION.c.opened_at,
            SESSION.c.last_used_at,
            SESSION.c.second_factor_at,
            SESSION.c.vouched_by,
            SESSION.c.vouched_factors,
            PERSON.c.id.label("person_id"),
            PERSON.c.name.label("person_name"),
            PERSON.c.email,
            PERSON.c.password_hash,
            PERSON.c.language.label("person_language"),
            MEMBERSHIP.c.organisation_id.label("member_of"),
            MEMBERSHIP.c.role,
            MEMBERSHIP.c.areas,
            MEMBERSHIP.c.grants,
            MEMBERSHIP.c.data_scope,
            MEMBERSHIP.c.document_types,
            MEMBERSHIP.c.is_initial,
            *BOOKING_COLUMNS,
            MEMBERSHIP.c.last_used_on,
            *ORGANISATION.c,
        )
        .join_from(SESSION, PERSON, PERSON.c.id == SESSION.c.person_id)
        .outerjoin(
            MEMBERSHIP,
            (MEMBERSHIP.c.person_id == SESSION.c.person_id)
            & (MEMBERSHIP.c.organisation_id == place),
        )
        .outerjoin(ORGANISATION, ORGANISATION.c.id == MEMBERSHIP.c.organisation_id)
    )


def open_session_of(row: Row[tuple[object, ...]]) -> OpenSession:
    """Return the session in a row of `whole_session`."""
    is_member = row.member_of is not None
    return OpenSession(
        id=row.session_id,
        person=Person(
            id=row.person_id,
            name=row.person_name,
            email=row.email,
            password_hash=row.password_hash,
            language=row.person_language,
        ),
        organisation=organisation_of(row) if is_member else None,
        member=_member_of(row) if is_member else None,
        bookings=bookings_in(row),
        opened_at=row.opened_at,
        last_used_at=row.last_used_at,
        second_factor_at=row.second_factor_at,
        provider_gave_factors=row.vouched_factors and row.vouched_by == row.member_of,
        asks_admins_for_second_factor=is_member and row.requires_second_factor,
    )


def _member_of(row: Row[tuple[object, ...]]) -> Member:
    return Member(
        organisation_id=row.member_of,
        person_id=row.person_id,
        role=row.role,
        areas=tuple(row.areas),
        grants=tuple(row.grants),
        data_scope=row.data_scope,
        document_types=None if row.document_types is None else tuple(row.document_types),
        is_initial=row.is_initial,
        last_used_on=row.last_used_on,
    )
