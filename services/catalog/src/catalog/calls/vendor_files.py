"""What the vendor hands out, and which functions are still found in an older portal."""

from uuid import UUID

from catalog.calls.tools import CatalogCalls
from catalog.domain.self_services import require_staff
from catalog.domain.sight import sight_of_business
from catalog.domain.vendor_files import resource_prefix
from catalog.use_cases.functions.put_function import put_function
from catalog.use_cases.licences.open_licence_file import open_licence_file
from catalog.use_cases.licences.put_licence_file import place_licence_file, put_licence_file
from catalog.use_cases.resources.add_resource_file import add_resource_file
from catalog.use_cases.resources.list_resources import list_resources
from catalog.use_cases.resources.open_resource import open_resource
from catalog.use_cases.resources.put_resource import put_resource
from chassis.entrypoints import rpc
from chassis.ids import new_id
from contracts.contract_list import LicenceFile
from contracts.partner_resources import AddResourceFile, PartnerResources, PutResource
from contracts.portal_functions import PortalFunctions, PutPortalFunction
from contracts.principal import Principal
from contracts.vendor_files import PutLicenceFile, StoredVendorFile, VendorFilePlace


class VendorFileCalls(CatalogCalls):
    """What the vendor hands out, and which functions are still found in an older portal."""

    @rpc(reads=True)
    def list_functions(self, caller: Principal) -> PortalFunctions:
        """List the functions of the business area and where they are. Raises AreaNotVisible."""
        sight_of_business(caller)
        with self._reading_room.of_nobody() as records:
            return PortalFunctions(items=records.portal_functions.all())

    @rpc
    def put_function(self, caller: Principal, request: PutPortalFunction) -> PortalFunctions:
        """Say where a function is found, for the vendor's people. Raises ChangedMeanwhile."""
        with self._room.of_everybody() as records:
            return put_function(caller, request, records)

    @rpc(reads=True)
    def list_resources(self, caller: Principal) -> PartnerResources:
        """List the material for partners. Raises AreaNotVisible."""
        with self._reading_room.of_nobody() as records:
            return list_resources(caller, records)

    @rpc(reads=True)
    def open_resource(
        self, caller: Principal, resource_id: UUID, number: int | None = None
    ) -> StoredVendorFile:
        """Let a piece of material be fetched. Raises AreaNotVisible, NotFound."""
        with self._reading_room.of_nobody() as records:
            return open_resource(caller, resource_id, number, records, bucket=self._bucket)

    @rpc
    def put_resource(self, caller: Principal, request: PutResource) -> PartnerResources:
        """Change a piece of material, for the vendor's people. Raises ChangedMeanwhile."""
        with self._room.of_everybody() as records:
            return put_resource(caller, request, records)

    @rpc
    def place_resource_file(self, caller: Principal, resource_id: UUID) -> VendorFilePlace:
        """Name the place for a newer file, for the vendor's people. Raises NotPermitted."""
        require_staff(caller)
        return VendorFilePlace(
            bucket=self._bucket, object_key=f"{resource_prefix(resource_id)}{new_id()}"
        )

    @rpc
    def add_resource_file(self, caller: Principal, request: AddResourceFile) -> PartnerResources:
        """Add a newer file, for the vendor's people. Raises NotFound, InvalidInput."""
        with self._room.of_everybody() as records:
            return add_resource_file(caller, request, records)

    @rpc
    def place_licence_file(self, caller: Principal, contract_id: UUID) -> VendorFilePlace:
        """Name the place for a licence file, for the vendor's people. Raises NotFound."""
        with self._room.of_everybody() as records:
            return place_licence_file(caller, contract_id, records, bucket=self._bucket)

    @rpc
    def put_licence_file(self, caller: Principal, request: PutLicenceFile) -> LicenceFile:
        """Keep a licence file, for the vendor's people. Raises NotFound, InvalidInput."""
        with self._room.of_everybody() as records:
            return put_licence_file(caller, request, records)

    # Who fetches one is on record, so it is more than reading.
    @rpc
    def open_licence_file(self, caller: Principal, contract_id: UUID) -> StoredVendorFile:
        """Let a licence file be fetched. Raises NotFound, NotPermitted."""
        return open_licence_file(caller, contract_id, self._room, self._desk, bucket=self._bucket)

    @property
    def _bucket(self) -> str:
        return self.settings.vendor_files_bucket
