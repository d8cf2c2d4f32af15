"""Have announcements mailed to everybody whom they are for."""

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from identity.store.announcement_mailings import Mailing, Reader
from identity.store.records import RecordRoom, Records

_AT_ONCE = 200
_MOST_BATCHES = 20
# The vendor's own people read it where they wrote it, unless it is meant for them.
_EVERYBODY = ("customer", "partner")
_KINDS = {"news": "news", "required": "important_notice"}


def mail_announcements(room: RecordRoom, *, portal_url: str) -> int:
    """Ask for the mails of some hundred people at a time; return for how many.

    Each batch is a transaction of its own that holds the mailing's row, so that of several
    processes one goes on where the last has stopped, and nobody is told twice.
    """
    told = 0
    for _ in range(_MOST_BATCHES):
        with room.of_everybody() as records:
            mailing = records.announcement_mailings.lock_next()
            if mailing is None:
                return told
            told += _tell_next(mailing, records, portal_url=portal_url)
    return told


def _tell_next(mailing: Mailing, records: Records, *, portal_url: str) -> int:
    readers = records.announcement_mailings.readers_after(
        mailing.told_through, mailing.audience or _EVERYBODY, limit=_AT_ONCE
    )
    for reader in readers:
        _tell(reader, mailing, records, portal_url=portal_url)
    records.announcement_mailings.note_told(
        mailing,
        readers[-1].person_id if readers else None,
        is_finished=len(readers) < _AT_ONCE,
    )
    return len(readers)


def _tell(reader: Reader, mailing: Mailing, records: Records, *, portal_url: str) -> None:
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=(
                f"announcement-{mailing.content_id}-{mailing.version}-{reader.person_id}"
            ),
            kind=_KINDS[mailing.importance],
            recipient=reader.email,
            language=reader.language,
            person_id=reader.person_id,
            parameters={
                "title": mailing.titles[reader.language],
                "summary": mailing.summaries[reader.language],
                "link": f"{portal_url.rstrip('/')}/knowledge/news/{mailing.content_id}",
            },
        ),
    )
