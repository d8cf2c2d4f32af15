"""List the open notices about customers' systems."""

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.list_pages import COUNTED_AT_MOST, is_beyond
from catalog.store.records import RecordRoom
from catalog.use_cases.partners.find_sites import find_sites
from contracts.principal import Principal
from contracts.system_notices import SystemNotice, SystemNoticeQuery, SystemNotices


def list_notices(
    caller: Principal, query: SystemNoticeQuery, room: RecordRoom, desk: SiteDesk
) -> SystemNotices:
    """Return the open notices about customers that the caller sees, the newest first (DW-28).

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller.
        InvalidInput: one of the vendor's people names no partner.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    found: list[SystemNotice] = []
    counts: list[int] = []
    for sight in find_sites(caller, query.partners, desk).sights:
        with room.of(sight.organisation_id) as records:
            found += records.system_notices.open_ones(sight, query)
            counts.append(records.system_notices.count(sight, query))
    found.sort(key=lambda each: (each.noticed_at, each.id), reverse=True)
    return SystemNotices(
        items=tuple(found[: query.limit]),
        total=min(sum(counts), COUNTED_AT_MOST),
        is_more=is_beyond(counts),
    )
