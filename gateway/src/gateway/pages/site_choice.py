"""The choice among one's own sites that lists of a partner's business offer (DW-33)."""

from contracts.errors import WireError
from contracts.partner_sites import PartnerSite
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault


def parameters_of(call: Call) -> dict[str, str]:
    """Return the query; several sites chosen in the form become one text with commas."""
    query = call.request.query_params
    sites = ",".join(each for each in query.getlist("partner") if each)
    return {**dict(query), **({"partner": sites} if sites else {})}


async def own_sites(call: Call) -> tuple[PartnerSite, ...]:
    """Return the caller's sites where there is a choice; without an answer there is none."""
    principal = call.identified.principal
    if principal.is_staff or principal.organisation_kind != "partner":
        return ()
    try:
        sites = (await call.around.identity.list_sites(call.context)).items
    except (WireError, AreaFailure, ServiceFault):
        return ()
    return sites if len(sites) > 1 else ()
