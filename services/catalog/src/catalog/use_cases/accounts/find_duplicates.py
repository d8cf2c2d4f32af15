"""Find who may be the same customer or prospect under another spelling."""

from uuid import UUID

from catalog.adapters.site_desk import SiteDesk
from catalog.domain.accounts import alike, beginnings_of, clean_name
from catalog.domain.sight import Sight
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.partners.find_sites import find_sites
from contracts.partner_accounts import Duplicates, PartnerAccount
from contracts.principal import Principal

_SHOWN_AT_MOST = 10


def find_duplicates(
    caller: Principal,
    name: str,
    partner_ids: tuple[UUID, ...],
    room: RecordRoom,
    desk: SiteDesk,
) -> Duplicates:
    """Return whom the caller sees that is named much like this, the likest first, at most ten.

    What he does not see is not hinted at: neither a colleague's customer that his setting hides nor
    another partner's.

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller.
        InvalidInput: it is no name, or one of the vendor's people names no partner.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    wanted = clean_name(name)
    found: list[PartnerAccount] = []
    for sight in find_sites(caller, partner_ids, desk).sights:
        with room.of(sight.organisation_id) as records:
            found += duplicates_at(sight, wanted, records)
    return Duplicates(items=tuple(found[:_SHOWN_AT_MOST]))


def duplicates_at(sight: Sight, name: str, records: Records) -> list[PartnerAccount]:
    """Return whom this sight shows that is named much like this, the likest first, at most ten."""
    candidates = records.partner_account_lists.named_like(sight, beginnings_of(name))
    return alike(name, candidates)[:_SHOWN_AT_MOST]
