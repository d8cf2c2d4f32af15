"""Count a second factor before it is looked at, so that guessing is hopeless."""

import math
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.errors import TooManyAttempts
from contracts.second_factor import GivenFactor
from identity.domain.attempts import WITH_ONE_TIME_CODES
from identity.domain.floods import FAILED_SIGN_INS_OF_A_SOURCE
from identity.store.attempts import Counter
from identity.store.records import Records


@dataclass(frozen=True, kw_only=True, slots=True)
class CountedTry:
    """A try that counts as failed until it is settled."""

    counter: Counter
    client: str
    counted_at: datetime
    come_back_at: datetime | None

    def require_now(self) -> None:
        """Return when the factor may be looked at.

        Raises:
            TooManyAttempts: a pause after failures has not passed.
        """
        if self.come_back_at is not None:
            wait_seconds = (self.come_back_at - self.counted_at).total_seconds()
            raise TooManyAttempts(str(max(1, math.ceil(wait_seconds))))

    def settle(self, records: Records) -> None:
        """Forget the failures: the factor was right."""
        records.attempts.succeed(self.counter, client=self.client)
        if self.client and not self.counter.is_of_known_client:
            records.floods.give_back(FAILED_SIGN_INS_OF_A_SOURCE, self.client)


def count_try(person_id: UUID, given: GivenFactor, records: Records) -> CountedTry:
    """Return the counted try; whether it may be made, `require_now` tells after the commit.

    Six digits can be guessed: all of a person's pending sign-ins share one count, with long pauses.
    Codes for emergencies and passkeys cannot, and stay open to their owner during an attack.
    """
    counter = records.attempts.counter_for(f"second factor of {person_id}", given.client)
    come_back_at = None
    if given.client and not counter.is_of_known_client:
        come_back_at = records.floods.count(FAILED_SIGN_INS_OF_A_SOURCE, given.client)
    if come_back_at is None and given.totp is not None:
        come_back_at = records.attempts.begin(counter, WITH_ONE_TIME_CODES)
    return CountedTry(
        counter=counter, client=given.client, counted_at=records.now, come_back_at=come_back_at
    )
