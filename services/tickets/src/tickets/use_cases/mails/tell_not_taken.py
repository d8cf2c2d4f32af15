"""Tell the sender of a mail that it was not taken."""

import hashlib

from chassis.clock import BERLIN
from contracts.events import NOTICE_REQUESTED, Language, NoticeRequested
from tickets.store.records import Records


def tell_not_taken(address: str, language: Language, *, is_closed: bool, records: Records) -> None:
    """Have somebody told, at most once a day for each address, where he may turn instead.

    The words are the same whether he is known or not, and name no request; only a participant
    learns that his request is closed.
    """
    day = records.now.astimezone(BERLIN).date().isoformat()
    digest = hashlib.sha256(address.encode()).hexdigest()
    reason = "closed" if is_closed else "not_assigned"
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"mail-not-taken-{digest}-{reason}-{day}",
            kind="mail_not_taken",
            recipient=address,
            language=language,
            parameters={"reason": reason},
        ),
    )
