"""Sign in with an address and its password."""

from contracts.identity import Session, SignIn
from identity.adapters.password_hasher import PasswordHasher
from identity.domain.addresses import sign_in_key
from identity.domain.mail_domains import mail_domain_of
from identity.store.records import RecordRoom
from identity.use_cases.access.choose_place import choose_place
from identity.use_cases.access.prove_password import prove_password
from identity.use_cases.access.start_session import start_session


def open_session(request: SignIn, room: RecordRoom, hasher: PasswordHasher) -> Session:
    """Return a new session of the person; a person without membership gets one too (DW-04).

    Raises:
        SignInRefused: address and password do not fit together; never says which.
        IdentityProviderRequired: the same, where people with such an address come by a provider.
        TooManyAttempts: a pause after failures has not passed.
        NotPermitted: the person is no member of the organisation he named.
    """
    email_key = sign_in_key(request.email)
    proven = prove_password(
        email_key,
        request.password,
        room,
        hasher,
        client=request.client,
        mail_domain=mail_domain_of(request.email),
    )
    # Whoever loses a session of the last second before a crash signs in once more.
    with room.of_everybody(may_be_forgotten=True) as records:
        proven.settle(records)
        place = choose_place(proven.person, request.organisation_id, records)
        return start_session(proven.person, place, records)
