"""Change what a piece of material is."""

from catalog.domain.self_services import require_staff
from catalog.store.records import Records
from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile
from contracts.partner_resources import PartnerResources, PutResource
from contracts.principal import Principal


def put_resource(caller: Principal, request: PutResource, records: Records) -> PartnerResources:
    """Return all material as it is from now on; for the vendor's people.

    Raises:
        NotPermitted: the caller is none of them.
        ChangedMeanwhile: it is not any more as he saw it.
    """
    require_staff(caller)
    if not records.partner_resources.put(request):
        raise ChangedMeanwhile("version", "another")
    records.audit.record(
        organisation_id=caller.organisation_id,
        actor=actor_of(caller),
        action="resource.put",
        subject=f"resource:{request.id}",
        details={"version": str(request.base_version + 1)},
    )
    return PartnerResources(items=records.partner_resources.all(offered_only=False))
