"""Show the partners that somebody belongs to, and what he sees there."""

from itertools import islice

from contracts.partner_sites import PartnerSite, PartnerSites
from contracts.partners import ServingPartner
from contracts.principal import Principal
from identity.domain.short_lists import explain_site
from identity.domain.sites import Site
from identity.store.records import RecordRoom
from identity.use_cases.partners.find_own_sites import find_own_sites
from identity.use_cases.partners.find_whom_to_ask import find_whom_to_ask


def list_sites(caller: Principal, room: RecordRoom) -> PartnerSites:
    """Return the caller's sites as they are at this moment; none of the vendor's people (DW-32).

    Services that keep lists of a partner's business scope them by the answer.

    Raises:
        NotPermitted: he acts for no organisation, or is no person.
        AreaNotVisible: the business area is not open to him where he acts.
    """
    sites = find_own_sites(caller, room)
    return PartnerSites(items=tuple(_described(site, room) for site in islice(sites, 50)))


def _described(site: Site, room: RecordRoom) -> PartnerSite:
    with room.of(site.partner.id) as records:
        explanation = explain_site(site, find_whom_to_ask(site, records))
    return PartnerSite(
        partner=ServingPartner(id=site.partner.id, name=site.partner.name),
        is_open=site.is_open,
        data_scope=site.viewer.data_scope,
        explanation=explanation,
    )
