"""Change one's own password."""

from contracts.accounts import ChangePassword
from contracts.errors import NotSignedIn
from contracts.principal import Principal
from identity.adapters.password_hasher import PasswordHasher
from identity.domain.addresses import sign_in_key
from identity.domain.passwords import normalise_password
from identity.store.records import RecordRoom
from identity.use_cases.access.prove_password import prove_password
from identity.use_cases.passwords.store_password import require_strong, store_password


def change_password(
    caller: Principal, request: ChangePassword, room: RecordRoom, hasher: PasswordHasher
) -> None:
    """Store the new password; the caller's other sessions end.

    Raises:
        NotSignedIn: the caller is no person.
        SignInRefused: the present password is another one.
        TooManyAttempts: a pause after failures has not passed.
        WeakPassword: the new password is too easy to guess.
    """
    with room.of_everybody() as records:
        person = records.people.find(caller.subject)
    if caller.kind != "person" or person is None:
        raise NotSignedIn
    proven = prove_password(
        sign_in_key(person.email), request.current, room, hasher, client=request.client
    )
    require_strong(request.new, proven.person)
    password_hash = hasher.hash(normalise_password(request.new))
    with room.of_everybody() as records:
        proven.settle(records)
        store_password(
            proven.person,
            password_hash,
            records,
            action="person.password_changed",
            besides=caller.session_id,
        )
