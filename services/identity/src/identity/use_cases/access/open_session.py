"""Sign in with an address and its password."""

from contracts.identity import Session, SignIn
from identity.adapters.password_hasher import PasswordHasher
from identity.domain.addresses import parse_sign_in_name
from identity.store.records import RecordRoom
from identity.use_cases.access.choose_place import choose_place
from identity.use_cases.access.prove_password import begin_proof
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
    proof = begin_proof(
        name.key,
        request.password,
        room,
        hasher,
        client=request.client,
        mail_domain=name.mail_domain,
    )
    # Opened beside the hash, and without a lock until the password has fitted. Whoever loses a
    # session of the last second before a crash signs in once more.
    with room.of_everybody(may_be_forgotten=True) as records:
        proven = proof()
        choice = proven.settle_and_choose(records)
        place = choose_place(
            proven.person, request.organisation_id, records, own=choice.organisations
        )
        return start_session(proven.person, place, records, own_factors=choice.methods)
