"""Keep the licence file of an on-premises contract."""

from uuid import UUID

from catalog.domain.self_services import require_staff
from catalog.domain.vendor_files import licence_prefix, require_licence
from catalog.store.records import Records
from chassis.ids import new_id
from chassis.service import actor_of
from contracts.contract_list import LicenceFile
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.vendor_files import PutLicenceFile, VendorFilePlace


def place_licence_file(
    caller: Principal, contract_id: UUID, records: Records, *, bucket: str
) -> VendorFilePlace:
    """Return where the bytes of a new licence file are to be put; for the vendor's people.

    Raises:
        NotPermitted: the caller is none of them.
        NotFound: there is no such contract, or its system does not run with the customer.
    """
    require_staff(caller)
    if records.licences.find(contract_id) is None:
        raise NotFound("contract")
    return VendorFilePlace(bucket=bucket, object_key=f"{licence_prefix(contract_id)}{new_id()}")


def put_licence_file(caller: Principal, request: PutLicenceFile, records: Records) -> LicenceFile:
    """Return the licence file that counts from now on; the last one put does.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such contract, or its system does not run with the customer.
        InvalidInput: the file lies elsewhere, is too large, or its name cannot be read.
    """
    require_staff(caller)
    require_licence(request.file, request.contract_id)
    known = records.licences.find(request.contract_id, lock=True)
    if known is None:
        raise NotFound("contract")
    records.licences.put(request.contract_id, request.file)
    records.audit.record(
        organisation_id=known.organisation_id,
        actor=actor_of(caller),
        action="licence.put",
        subject=f"contract:{request.contract_id}",
        details={"before": known.licence_sha256 or "", "after": request.file.sha256},
    )
    return LicenceFile(
        file_name=request.file.file_name,
        size_bytes=request.file.size_bytes,
        added_at=records.now,
    )
