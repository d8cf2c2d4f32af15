"""Ask a known person for one of his passkeys."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.passkeys import PasskeyRequest
from identity.adapters.relying_party import RelyingParty
from identity.domain.passkeys import new_challenge
from identity.store.records import Records


def ask_for_passkey(
    person_id: UUID, asked_in: UUID, records: Records, party: RelyingParty
) -> PasskeyRequest:
    """Return a question that only this person answers, and only in this session or sign-in.

    Raises:
        NotFound: he has no passkey.
    """
    passkeys = records.passkeys.of_person(person_id)
    if not passkeys:
        raise NotFound("passkey")
    challenge = new_challenge("second_factor", person_id=person_id, asked_in=asked_in)
    records.challenges.add(challenge)
    return party.request(challenge, allowed=passkeys)
