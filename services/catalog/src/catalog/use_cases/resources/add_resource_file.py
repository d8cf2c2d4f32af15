"""Add a newer version of the file of a piece of material."""

from catalog.domain.self_services import require_staff
from catalog.domain.vendor_files import require_own_place, resource_prefix
from catalog.store.records import Records
from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.partner_resources import AddResourceFile, PartnerResources
from contracts.principal import Principal


def add_resource_file(
    caller: Principal, request: AddResourceFile, records: Records
) -> PartnerResources:
    """Return all material with the new version; older ones stay, and the same bytes add none.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such material.
        InvalidInput: the file lies elsewhere, or its name cannot be read.
    """
    require_staff(caller)
    require_own_place(request.file, resource_prefix(request.resource_id))
    resources = records.partner_resources
    if resources.find(request.resource_id, lock=True) is None:
        raise NotFound("resource")
    newest = resources.file(request.resource_id, None)
    if newest is None or newest.sha256 != request.file.sha256:
        number = resources.add_file(request.resource_id, request.file)
        records.audit.record(
            organisation_id=caller.organisation_id,
            actor=actor_of(caller),
            action="resource.file_added",
            subject=f"resource:{request.resource_id}",
            details={"number": str(number), "sha256": request.file.sha256},
        )
    return PartnerResources(items=resources.all(offered_only=False))
