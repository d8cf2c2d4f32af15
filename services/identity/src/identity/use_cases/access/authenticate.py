"""Tell whose token it is, as a signed principal that every service can verify for itself."""

from chassis.clock import BERLIN
from chassis.principal import PrincipalSigner
from contracts.errors import NotSignedIn
from contracts.identity import Authenticated
from contracts.machine_accounts import MachineAccountRevoked
from contracts.principal import EVERY_DOCUMENT_TYPE, Principal
from identity.domain.bookings import bar_of
from identity.domain.lifetimes import session_expires_at
from identity.domain.machine_accounts import machine_principal
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
from identity.store.machine_accounts import FoundAccount
from identity.store.records import Records


def authenticate(token: str, records: Records, signer: PrincipalSigner) -> Authenticated:
    """Return who the token stands for, with the rights of this very moment.

    Raises:
        NotSignedIn: there is no such session or key, or it has ended.
        MachineAccountRevoked: it is the token of a machine account that was revoked.
    """
    if token.startswith(SESSION):
        session = records.sessions.find_open(token_sha256(token))
        if session is not None:
            _note_use(session, records)
            return _of_session(session, records, signer)
    elif token.startswith(API_KEY):
        key = records.api_keys.find_valid(token_sha256(token))
        if key is not None:
            return _of_key(key, records, signer)
    elif token.startswith(MACHINE_ACCOUNT):
        machine = records.machine_accounts.find_by_token(token_sha256(token))
        if machine is not None:
            return _of_machine(machine, records, signer)
    elif token.startswith(SUPPORT_SESSION):
        support = records.support_sessions.find_open(token_sha256(token))
        if support is not None:
            return _of_support(support, records, signer)
    raise NotSignedIn


def _note_use(session: OpenSession, records: Records) -> None:
    member = session.member
    if member is not None and member.last_used_on != records.now.astimezone(BERLIN).date():
        # Before the session: whoever removes a member locks the two in this order.
        records.memberships.note_use(member.organisation_id, member.person_id)
    records.sessions.note_use(session)


def _of_session(session: OpenSession, records: Records, signer: PrincipalSigner) -> Authenticated:
    principal = session_principal(session, records.now)
    return Authenticated(
        principal=signer.sign(principal, records.now),
        principal_expires_at=principal.expires_at,
        session_id=session.id,
        person_name=session.person.name,
        email=session.person.email,
        language=session.person.language,
        organisation=session.organisation,
        session_expires_at=session_expires_at(session.opened_at, records.now),
    )


def _of_key(found: FoundKey, records: Records, signer: PrincipalSigner) -> Authenticated:
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
        barred_by=bar_of(organisation.kind, found.bookings.coverage, records.now),
        expires_at=principal_expires_at(found.bookings.coverage, records.now),
    )
    return Authenticated(
        principal=signer.sign(principal, records.now),
        principal_expires_at=principal.expires_at,
        session_id=key.id,
        person_name=key.name,
        email="",
        language=organisation.language,
        organisation=organisation,
        # A key ends only when it is revoked; ask again when the principal has expired.
        session_expires_at=principal.expires_at,
    )


def _of_machine(found: FoundAccount, records: Records, signer: PrincipalSigner) -> Authenticated:
    account, organisation = found.account, found.organisation
    if account.revoked_at is not None:
        raise MachineAccountRevoked
    records.machine_accounts.note_use(account, records.now.astimezone(BERLIN).date())
    principal = machine_principal(account, organisation, found.bookings, records.now)
    return Authenticated(
        principal=signer.sign(principal, records.now),
        principal_expires_at=principal.expires_at,
        session_id=account.id,
        person_name=account.name,
        email="",
        language=organisation.language,
        organisation=organisation,
        # As a key: it ends only when it is revoked.
        session_expires_at=principal.expires_at,
    )


def _of_support(support: OpenSupport, records: Records, signer: PrincipalSigner) -> Authenticated:
    principal = support_principal(support, records.now)
    return Authenticated(
        principal=signer.sign(principal, records.now),
        principal_expires_at=principal.expires_at,
        session_id=support.session.id,
        person_name=support.person.name,
        email=support.person.email,
        language=support.person.language,
        organisation=support.organisation,
        session_expires_at=support.session.expires_at,
    )
