"""Show the important notices that wait for the caller's confirmation."""

from catalog.store.records import RecordRoom
from catalog.use_cases.content.read_as import read_as, shown_in_list
from contracts.content import RequiredNotices
from contracts.events import Language
from contracts.principal import Principal


def list_required_notices(
    caller: Principal, language: Language, room: RecordRoom
) -> RequiredNotices:
    """Return them, the oldest first; nothing that somebody has set keeps one from him (SE-55).

    Who belongs to no organisation yet, a system, and the vendor's people confirm nothing.
    """
    if caller.organisation_id is None or caller.kind != "person" or caller.is_staff:
        return RequiredNotices(items=())
    with room.of(caller.organisation_id) as records:
        confirmed = records.notice_confirmations.of_person(caller.organisation_id, caller.subject)
        found = records.publications.required(read_as(caller, language, records), confirmed)
    return RequiredNotices(items=tuple(shown_in_list(each) for each in found))
