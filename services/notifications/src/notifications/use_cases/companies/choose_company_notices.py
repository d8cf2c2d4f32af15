"""Choose by which channels a company is told of what."""

from uuid import UUID

from contracts.company_notices import CHANNELS, EventChannels, SetCompanyNotices
from contracts.errors import InvalidInput
from notifications.domain.company_notices import reach_of
from notifications.store.company_records import CompanyRecords


def choose_company_notices(
    organisation_id: UUID,
    request: SetCompanyNotices,
    records: CompanyRecords,
    *,
    by: str,
    is_phone_offered: bool,
) -> None:
    """Store what holds from the next event on (MB-04); repeating changes nothing.

    Raises:
        InvalidInput: an event is named twice, or a channel is chosen that leads nowhere: no
            address or number is on file, or the number is none of a mobile phone (MB-11).
    """
    if len({each.event for each in request.events}) < len(request.events):
        raise InvalidInput("request.events", "event_named_twice")
    company = records.companies.find(organisation_id)
    for channel in CHANNELS:
        reach = reach_of(company, channel, is_phone_offered=is_phone_offered)
        if reach.why_not is not None and any(getattr(each, channel) for each in request.events):
            raise InvalidInput(f"request.{channel}", f"{channel}_{reach.why_not}")
    before = {each.event: each for each in records.choices.of(organisation_id)}
    changed = [each for each in request.events if each != before[each.event]]
    if not changed:
        return
    records.choices.put(organisation_id, changed, by=by, at=records.now)
    records.audit.record(
        organisation_id=organisation_id,
        actor=by,
        action="company_notices.chosen",
        subject=f"organisation:{organisation_id}",
        details={
            each.event: f"{_channels(before[each.event])} -> {_channels(each)}" for each in changed
        },
    )


def _channels(chosen: EventChannels) -> str:
    return "+".join(channel for channel in CHANNELS if getattr(chosen, channel)) or "none"
