"""Stop a network address from which too many sign-ins have failed."""

import math

from contracts.errors import TooManyAttempts
from identity.domain.floods import FAILED_SIGN_INS_OF_A_SOURCE
from identity.store.records import Records


def count_source(client: str, records: Records) -> None:
    """Count a sign-in as failed before it is looked at; a good one is given back.

    Raises:
        TooManyAttempts: enough have failed for this hour.
    """
    if not client:
        return
    come_back = records.floods.count(FAILED_SIGN_INS_OF_A_SOURCE, client)
    if come_back is not None:
        wait_seconds = math.ceil((come_back - records.now).total_seconds())
        raise TooManyAttempts(str(max(1, wait_seconds)))
