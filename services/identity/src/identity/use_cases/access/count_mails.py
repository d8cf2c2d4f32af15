"""Keep people from filling mailboxes through us."""

import math

from contracts.errors import TooManyAttempts
from identity.domain.floods import MAILS_FOR_A_SOURCE, MAILS_TO_AN_ADDRESS
from identity.store.records import Records


def count_mails(email_key: str, client: str, records: Records) -> None:
    """Return when one more mail may be asked for, by this network address to this mailbox.

    Raises:
        TooManyAttempts: enough for this hour; known and unknown addresses alike (FD-20).
    """
    come_back = records.floods.count(MAILS_TO_AN_ADDRESS, email_key)
    if come_back is None and client:
        come_back = records.floods.count(MAILS_FOR_A_SOURCE, client)
    if come_back is not None:
        wait_seconds = math.ceil((come_back - records.now).total_seconds())
        raise TooManyAttempts(str(max(1, wait_seconds)))
