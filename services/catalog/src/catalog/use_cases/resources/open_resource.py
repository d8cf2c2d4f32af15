"""Let a piece of material be fetched."""

from uuid import UUID

from catalog.domain.sight import sight_of_business
from catalog.store.records import Records
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vendor_files import StoredVendorFile


def open_resource(
    caller: Principal, resource_id: UUID, number: int | None, records: Records, *, bucket: str
) -> StoredVendorFile:
    """Return where the file lies, in its newest version if none is named (DW-09).

    Raises:
        NoMembership, NotPermitted, AreaNotVisible: the business area is not open to the caller.
        NotFound: there is none, or it is not offered (any more).
    """
    sight = sight_of_business(caller)
    resource = records.partner_resources.find(resource_id)
    file = records.partner_resources.file(resource_id, number)
    if resource is None or file is None:
        raise NotFound("resource")
    if sight.standing != "vendor" and not resource.is_offered:
        raise NotFound("resource")
    return StoredVendorFile(
        id=resource_id,
        bucket=bucket,
        object_key=file.object_key,
        file_name=file.file_name,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
    )
