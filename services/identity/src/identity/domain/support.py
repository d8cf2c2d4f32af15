"""Looking into an organisation with its consent: for how long, and as whom (MB-12 to MB-16)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.identity import Organisation
from contracts.principal import EVERY_DOCUMENT_TYPE, Principal
from contracts.support import SupportConsent, SupportSession
from identity.domain.business_area import open_areas
from identity.domain.lifetimes import SUPPORT_PRINCIPAL
from identity.domain.people import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSupport:
    """An open support session, whose it is, and into which organisation it looks."""

    session: SupportSession
    organisation: Organisation
    entitlements: tuple[str, ...]
    person: Person


def is_in_force(consent: SupportConsent, now: datetime) -> bool:
    """Whether the vendor's people may look in at this moment."""
    return consent.is_given and (consent.until is None or consent.until > now)


def time_box(consent: SupportConsent, now: datetime, *, minutes: int) -> datetime:
    """Return when a session that begins now ends by itself: never after the consent does."""
    wanted = now + timedelta(minutes=minutes)
    return wanted if consent.until is None else min(wanted, consent.until)


def support_principal(support: OpenSupport, now: datetime) -> Principal:
    """Return who looks: the vendor's person, in the customer's place, within the session's areas.

    He is nobody of the vendor's there (`is_staff` is false): what he sees is the customer's alone.
    """
    session = support.session
    return Principal(
        subject=support.person.id,
        kind="person",
        organisation_id=support.organisation.id,
        organisation_kind=support.organisation.kind,
        role="admin",
        areas=open_areas(support.organisation, session.areas),
        document_types=(EVERY_DOCUMENT_TYPE,),
        entitlements=support.entitlements,
        session_id=session.id,
        language=support.person.language,
        support_session_id=session.id,
        expires_at=min(now + SUPPORT_PRINCIPAL, session.expires_at),
    )
