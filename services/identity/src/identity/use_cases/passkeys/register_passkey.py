"""Take a passkey that the caller's browser has made."""

from chassis.ids import new_id
from contracts.errors import AlreadyExists, InvalidInput, NotSignedIn, PasskeyRefused
from contracts.principal import Principal
from contracts.second_factor import PasskeyAdded, RegisterPasskey
from identity.adapters.relying_party import NewCredential, challenge_in
from identity.domain.passkeys import MOST_PASSKEYS, StoredPasskey
from identity.domain.people import Person
from identity.domain.texts import one_line
from identity.store.records import Records
from identity.use_cases.passkeys.show_passkey import show_passkey
from identity.use_cases.second_factor.factor_tools import FactorTools
from identity.use_cases.second_factor.take_factor_on import take_factor_on

_LONGEST_NAME = 60
# What browsers know; others are new ones that we cannot tell them of (WebAuthn 5.8.4).
_TRANSPORTS = frozenset({"usb", "nfc", "ble", "internal", "hybrid", "smart-card", "cable"})


def register_passkey(
    caller: Principal, request: RegisterPasskey, tools: FactorTools
) -> PasskeyAdded:
    """Store the passkey; from now on it is a second factor, and a way in of its own (A14).

    Raises:
        NotSignedIn: the caller is no person.
        PasskeyRefused: it was not made as asked, or the question was too old.
        AlreadyExists: somebody has this passkey already.
        InvalidInput: the name is blank, or there are as many passkeys as one may have.
    """
    name = one_line("name", request.name, longest=_LONGEST_NAME)
    with tools.room.of_everybody() as records:
        # By itself, so that a question is used up whatever comes of the answer.
        challenge = records.challenges.take(challenge_in(request.credential), "register")
    if challenge is None or (challenge.person_id, challenge.asked_in) != (
        caller.subject,
        caller.session_id,
    ):
        raise PasskeyRefused
    made = tools.party.check_new(request.credential, challenge)
    if made is None:
        raise PasskeyRefused
    with tools.room.of_everybody() as records:
        person = records.people.lock(caller.subject)
        if person is None:
            raise NotSignedIn
        earlier = records.second_factors.methods_of(person.id)
        passkey = _store(person, name, made, request, records)
        added = take_factor_on(caller, person, "passkey_added", records, earlier=earlier)
    return PasskeyAdded(
        token=added.token, recovery_codes=added.recovery_codes, passkey=show_passkey(passkey)
    )


def _store(
    person: Person, name: str, made: NewCredential, request: RegisterPasskey, records: Records
) -> StoredPasskey:
    if records.passkeys.count_of(person.id) >= MOST_PASSKEYS:
        raise InvalidInput("passkey", "too_many_passkeys")
    passkey = StoredPasskey(
        id=new_id(),
        person_id=person.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name,
        transports=tuple(
            each for each in request.credential.response.transports if each in _TRANSPORTS
        ),
        is_backed_up=made.is_backed_up,
        created_at=records.now,
    )
    if not records.passkeys.add_if_new(passkey):
        raise AlreadyExists("passkey")
    return passkey
