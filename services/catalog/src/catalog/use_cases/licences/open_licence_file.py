"""Let the licence file of an on-premises contract be fetched."""

from uuid import UUID

from catalog.adapters.site_desk import SiteDesk
from catalog.store.records import RecordRoom
from catalog.use_cases.contracts.reach_contract import reach_contract
from chassis.service import actor_of
from contracts.errors import NotFound, NotPermitted
from contracts.principal import DOWNLOAD_LICENCE, Principal
from contracts.vendor_files import StoredVendorFile


def open_licence_file(
    caller: Principal, contract_id: UUID, room: RecordRoom, desk: SiteDesk, *, bucket: str
) -> StoredVendorFile:
    """Return where the file lies, and put on record who fetches it (DW-47, E12).

    A grant of its own opens it, on what one sees and nothing else: who does not see the contract
    learns nothing (DW-19). Contracts whose system runs with the vendor have none.

    Raises:
        NoMembership, AreaNotVisible: contracts are not shown to the caller.
        NotFound: there is no such contract, he does not see it, or there is no licence file.
        NotPermitted: he sees the contract and was not allowed to download, or acts for another
            site than the contract's.
        ServiceUnavailable, DeadlinePassed: identity does not answer.
    """
    with reach_contract(caller, contract_id, room, desk) as reached:
        row, sight, records = reached.row, reached.sight, reached.records
        if row.kind == "cloud":
            raise NotFound("licence_file")
        # What was granted holds where the caller acts, and at no other site of his.
        is_here = sight.standing == "vendor" or sight.organisation_id == caller.organisation_id
        if not (caller.is_staff or (is_here and DOWNLOAD_LICENCE in caller.grants)):
            raise NotPermitted(DOWNLOAD_LICENCE)
        if row.licence_object_key is None:
            raise NotFound("licence_file")
        records.audit.record(
            organisation_id=sight.organisation_id,
            actor=actor_of(caller),
            action="licence.downloaded",
            subject=f"contract:{row.id}",
            details={"sha256": row.licence_sha256},
        )
        return StoredVendorFile(
            id=row.id,
            bucket=bucket,
            object_key=row.licence_object_key,
            file_name=row.licence_file_name,
            sha256=row.licence_sha256,
            size_bytes=row.licence_size_bytes,
        )
