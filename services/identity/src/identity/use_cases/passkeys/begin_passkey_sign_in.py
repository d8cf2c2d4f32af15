"""Ask whoever is there for a passkey."""

import math

from contracts.errors import TooManyAttempts
from contracts.passkeys import PasskeyRequest
from identity.adapters.relying_party import RelyingParty
from identity.domain.floods import PASSKEY_QUESTIONS_OF_A_SOURCE
from identity.domain.passkeys import new_challenge
from identity.store.records import Records


def begin_passkey_sign_in(client: str, records: Records, party: RelyingParty) -> PasskeyRequest:
    """Return a question without any name in it: the same for everybody (FD-19).

    Raises:
        TooManyAttempts: this network address has asked often enough for this hour.
    """
    if client:
        come_back = records.floods.count(PASSKEY_QUESTIONS_OF_A_SOURCE, client)
        if come_back is not None:
            wait_seconds = math.ceil((come_back - records.now).total_seconds())
            raise TooManyAttempts(str(max(1, wait_seconds)))
    challenge = new_challenge("sign_in")
    records.challenges.add(challenge)
    return party.request(challenge)
