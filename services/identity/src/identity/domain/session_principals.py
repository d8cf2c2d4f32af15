"""Who somebody is in a session: all his rights, from what is stored at this very moment."""

from datetime import datetime

from contracts.principal import EVERY_DOCUMENT_TYPE, Bar, Principal
from identity.domain.bookings import Coverage, bar_of
from identity.domain.business_area import open_areas
from identity.domain.lifetimes import PRINCIPAL, session_expires_at
from identity.domain.people import Member, OpenSession

_SECOND_FACTOR: Bar = "second_factor_required"


def bar_in(session: OpenSession, now: datetime) -> Bar | None:
    """Return what keeps the person of the session out of all but his own account."""
    organisation = session.organisation
    bar = bar_of(organisation.kind, session.bookings.coverage, now) if organisation else None
    return bar or (_SECOND_FACTOR if session.lacks_second_factor else None)


def session_principal(session: OpenSession, now: datetime) -> Principal:
    """Return the person of the session with what he may do where he acts, for a minute at most."""
    organisation, member = session.organisation, session.member
    coverage = session.bookings.coverage
    session_ends_at = session_expires_at(session.opened_at, now)
    return Principal(
        subject=session.person.id,
        kind="person",
        organisation_id=organisation.id if organisation else None,
        organisation_kind=organisation.kind if organisation else None,
        role=member.role if member else None,
        areas=open_areas(organisation, member.areas if member else ()),
        grants=member.grants if member else (),
        data_scope=member.data_scope if member else "none",
        document_types=shown_document_types(member) if member else (),
        entitlements=session.bookings.entitlements,
        session_id=session.id,
        language=session.person.language,
        barred_by=bar_in(session, now),
        expires_at=min(principal_expires_at(coverage, now), session_ends_at),
    )


def shown_document_types(member: Member) -> tuple[str, ...]:
    """Return which types of documents Post shows to the member: to administrators every one.

    Whoever says what others see cannot be kept from it himself (B3).
    """
    if member.role == "admin" or member.document_types is None:
        return (EVERY_DOCUMENT_TYPE,)
    return member.document_types


def principal_expires_at(coverage: Coverage, now: datetime) -> datetime:
    """Return until when a principal is believed: never past the end of access (SE-70)."""
    expires_at = now + PRINCIPAL
    if coverage.access_until is None or coverage.is_over(now):
        return expires_at
    return min(expires_at, coverage.access_until)
