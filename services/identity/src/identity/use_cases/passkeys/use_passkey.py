"""Believe a passkey's answer, once."""

from contracts.passkeys import PasskeyAssertion
from identity.adapters.relying_party import RelyingParty
from identity.domain.passkeys import Challenge, StoredPasskey
from identity.domain.people import Person
from identity.store.records import Records
from identity.use_cases.second_factor.warn_person import warn_person


def use_passkey(
    person: Person,
    passkey: StoredPasskey,
    answer: PasskeyAssertion,
    challenge: Challenge,
    records: Records,
    *,
    party: RelyingParty,
) -> bool:
    """Return whether the person's passkey answered the challenge, which the caller has used up.

    A count that does not grow comes from a copy of the key: it is refused, and the person is told.
    """
    sign_count = party.check_answer(answer, challenge, passkey)
    if sign_count is None:
        return False
    if not records.passkeys.note_use(passkey.id, sign_count):
        warn_person(person, "passkey_copied", records)
        return False
    return True
