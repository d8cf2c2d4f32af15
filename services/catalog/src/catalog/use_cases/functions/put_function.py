"""Say where a function of the business area is found."""

from catalog.domain.self_services import require_staff
from catalog.store.records import Records
from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile
from contracts.portal_functions import PortalFunctions, PutPortalFunction
from contracts.principal import Principal


def put_function(
    caller: Principal, request: PutPortalFunction, records: Records
) -> PortalFunctions:
    """Return all functions as they are from now on; for the vendor's people (DW-03).

    Raises:
        NotPermitted: the caller is none of them.
        ChangedMeanwhile: somebody else has said otherwise since.
    """
    require_staff(caller)
    if not records.portal_functions.put(request):
        raise ChangedMeanwhile("version", "another")
    records.audit.record(
        organisation_id=caller.organisation_id,
        actor=actor_of(caller),
        action="function.moved_here" if request.legacy_url is None else "function.kept_elsewhere",
        subject=f"function:{request.key}",
    )
    return PortalFunctions(items=records.portal_functions.all())
