"""Tell companies what has waited for others of its kind."""

from notifications.domain.company_notices import DIGEST, digest_parameters
from notifications.store.company_records import CompanyRecords
from notifications.use_cases.companies.tell_company import ASKED_BY, Telling, message_for
from notifications.use_cases.queue_message import queue_message


def tell_waiting(telling: Telling, records: CompanyRecords) -> bool:
    """Tell one company of what waits for it; return whether there was one to be told.

    One thing is told as it is, many as one message. Any number of processes may do this at once.
    """
    turn = records.notices.take_turn(records.now)
    if turn is None:
        return False
    notices = records.notices.waiting(turn)
    company = records.companies.find(turn.organisation_id)
    if notices and company is not None:
        newest = notices[-1]
        is_one = len(notices) == 1
        message = message_for(
            newest,
            company.language,
            kind=newest.event if is_one else DIGEST,
            parameters=newest.parameters if is_one else digest_parameters(notices),
        )
        queue_message(
            message,
            requested_by=ASKED_BY,
            composer=telling.composer,
            records=records,
            now=records.now,
            channel=turn.channel,
        )
        records.notices.note_told(notices, records.now)
    records.notices.end_turn(turn, records.now)
    return True
