"""Sign in with an address and its password."""

from uuid import UUID

from contracts.identity import Session, SignIn
from identity.adapters.password_hasher import PasswordHasher
from identity.domain.addresses import parse_sign_in_name
from identity.store.records import RecordRoom
from identity.use_cases.access.choose_place import choose_place
from identity.use_cases.access.open_at_once import open_at_once
from identity.use_cases.access.prove_password import ProvenPerson, prove_password
from identity.use_cases.access.start_session import start_session


def open_session(request: SignIn, room: RecordRoom, hasher: PasswordHasher) -> Session:
    """Return a new session of the person; a person without membership gets one too (DW-04).

    Raises:
        SignInRefused: address and password do not fit together; never says which.
        IdentityProviderRequired: the same, where people with such an address come by a provider.
        TooManyAttempts: a pause after failures has not passed.
        NotPermitted: the person is no member of the organisation he named.
    """
    name = parse_sign_in_name(request.email)
    proven = prove_password(
        name.key,
        request.password,
        room,
        hasher,
        client=request.client,
        mail_domain=name.mail_domain,
    )
    return open_at_once(proven, request.organisation_id, room) or _open_by_steps(
        proven, request.organisation_id, room
    )


def _open_by_steps(proven: ProvenPerson, organisation_id: UUID | None, room: RecordRoom) -> Session:
    with room.of_everybody(may_be_forgotten=True) as records:
        choice = proven.settle_and_choose(records)
        place = choose_place(proven.person, organisation_id, records, own=choice.organisations)
        return start_session(proven.person, place, records, own_factors=choice.methods)
