"""Tell whose token it is, as a signed principal that every service can verify for itself."""

from datetime import datetime
from typing import TypeAlias

from chassis.clock import BERLIN
from chassis.principal import PrincipalSigner
from contracts.errors import NotSignedIn
from contracts.identity import Authenticated
from contracts.machine_accounts import MachineAccountRevoked
from contracts.principal import EVERY_DOCUMENT_TYPE, Principal
from identity.domain.bookings import bar_of
from identity.domain.lifetimes import is_use_noted, session_expires_at
from identity.domain.machine_accounts import AccountRecord, machine_principal
from identity.domain.people import OpenSession
from identity.domain.session_principals import principal_expires_at, session_principal
from identity.domain.support import OpenSupport, support_principal
from identity.domain.tokens import (
    API_KEY,
    MACHINE_ACCOUNT,
    SESSION,
    SUPPORT_SESSION,
    token_sha256,
)
from identity.store.api_keys import FoundKey
from identity.store.asked import Asked
from identity.store.machine_accounts import FoundAccount
from identity.store.records import RecordRoom

_Found: TypeAlias = OpenSession | FoundKey | FoundAccount | OpenSupport


def authenticate(token: str, room: RecordRoom, signer: PrincipalSigner) -> Authenticated:
    """Return who the token stands for, with the rights of this very moment.

    Asks the database once; only the first use of a day, or within minutes, is written as well.

    Raises:
        NotSignedIn: there is no such session or key, or it has ended.
        MachineAccountRevoked: it is the token of a machine account that was revoked.
    """
    with room.asking() as asked:
        now = asked.now
        found = _find(token, asked)
    match found:
        case None:
            raise NotSignedIn
        case OpenSession():
            _note_use_of_session(found, now, room)
            return _of_session(found, now, signer)
        case FoundKey():
            return _of_key(found, now, signer)
        case FoundAccount():
            if found.account.revoked_at is not None:
                raise MachineAccountRevoked
            _note_use_of_machine(found.account, now, room)
            return _of_machine(found, now, signer)
        case OpenSupport():
            return _of_support(found, now, signer)


def _find(token: str, asked: Asked) -> _Found | None:
    if token.startswith(SESSION):
        return asked.sessions.find_open(token_sha256(token))
    if token.startswith(API_KEY):
        return asked.api_keys.find_valid(token_sha256(token))
    if token.startswith(MACHINE_ACCOUNT):
        return asked.machine_accounts.find_by_token(token_sha256(token))
    if token.startswith(SUPPORT_SESSION):
        return asked.support_sessions.find_open(token_sha256(token))
    return None


def _note_use_of_session(session: OpenSession, now: datetime, room: RecordRoom) -> None:
    member = session.member
    is_first_of_day = member is not None and member.last_used_on != now.astimezone(BERLIN).date()
    if not is_first_of_day and is_use_noted(session.last_used_at, now):
        return
    with room.of_everybody() as records:
        if member is not None and is_first_of_day:
            # Before the session: whoever removes a member locks the two in this order.
            records.memberships.note_use(member.organisation_id, member.person_id)
        records.sessions.note_use(session)


def _note_use_of_machine(account: AccountRecord, now: datetime, room: RecordRoom) -> None:
    today = now.astimezone(BERLIN).date()
    if account.last_used_on != today:
        with room.of_everybody() as records:
            records.machine_accounts.note_use(account, today)


def _of_session(session: OpenSession, now: datetime, signer: PrincipalSigner) -> Authenticated:
    principal = session_principal(session, now)
    return Authenticated(
        principal=signer.sign(principal, now),
        principal_expires_at=principal.expires_at,
        session_id=session.id,
        person_name=session.person.name,
        email=session.person.email,
        language=session.person.language,
        organisation=session.organisation,
        session_expires_at=session_expires_at(session.opened_at, now),
    )


def _of_key(found: FoundKey, now: datetime, signer: PrincipalSigner) -> Authenticated:
    key, organisation = found.key, found.organisation
    principal = Principal(
        subject=key.id,
        kind="system",
        organisation_id=organisation.id,
        organisation_kind=organisation.kind,
        role=None,
        areas=key.areas,
        document_types=(EVERY_DOCUMENT_TYPE,),
        entitlements=found.bookings.entitlements,
        scopes=key.scopes,
        sources=key.sources,
        session_id=key.id,
        language=organisation.language,
        barred_by=bar_of(organisation.kind, found.bookings.coverage, now),
        expires_at=principal_expires_at(found.bookings.coverage, now),
    )
    return Authenticated(
        principal=signer.sign(principal, now),
        principal_expires_at=principal.expires_at,
        session_id=key.id,
        person_name=key.name,
        email="",
        language=organisation.language,
        organisation=organisation,
        # A key ends only when it is revoked; ask again when the principal has expired.
        session_expires_at=principal.expires_at,
    )


def _of_machine(found: FoundAccount, now: datetime, signer: PrincipalSigner) -> Authenticated:
    account, organisation = found.account, found.organisation
    principal = machine_principal(account, organisation, found.bookings, now)
    return Authenticated(
        principal=signer.sign(principal, now),
        principal_expires_at=principal.expires_at,
        session_id=account.id,
        person_name=account.name,
        email="",
        language=organisation.language,
        organisation=organisation,
        # As a key: it ends only when it is revoked.
        session_expires_at=principal.expires_at,
    )


def _of_support(support: OpenSupport, now: datetime, signer: PrincipalSigner) -> Authenticated:
    principal = support_principal(support, now)
    return Authenticated(
        principal=signer.sign(principal, now),
        principal_expires_at=principal.expires_at,
        session_id=support.session.id,
        person_name=support.person.name,
        email=support.person.email,
        language=support.person.language,
        organisation=support.organisation,
        session_expires_at=support.session.expires_at,
    )
