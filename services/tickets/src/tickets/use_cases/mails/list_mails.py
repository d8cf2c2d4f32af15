"""Show the vendor's people which mails came."""

from contracts.mails import IncomingMailQuery, IncomingMails
from tickets.store.records import RecordRoom

_A_PAGE = 50


def list_mails(query: IncomingMailQuery, room: RecordRoom) -> IncomingMails:
    """Return one page of mails in a state, the newest first."""
    with room.of_everybody() as records:
        found = records.mails.page(query.state, query.cursor, _A_PAGE + 1)
    shown = found[:_A_PAGE]
    return IncomingMails(
        items=tuple(shown), next_cursor=shown[-1].id if len(found) > len(shown) else None
    )
