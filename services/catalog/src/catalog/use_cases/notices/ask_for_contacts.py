"""Have the contacts of partners told of notices."""

from catalog.store.records import Records
from contracts.system_notices import SYSTEM_NOTICE_DUE

AT_ONCE = 200


def ask_for_contacts(records: Records) -> int:
    """Announce up to 200 notices whose contact was not told yet; return how many.

    Identity knows the person and what he may see: it tells him, or holds the notice back. What was
    held back is asked for again each hour, for thirty days. Safe to run in several processes.
    """
    due = records.system_notices.claim_due(AT_ONCE)
    for each in due:
        records.outbox.announce(SYSTEM_NOTICE_DUE, each)
    return len(due)
