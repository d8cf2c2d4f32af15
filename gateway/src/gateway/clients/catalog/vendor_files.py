"""What the vendor hands out, and which functions are still found in an older portal."""

from uuid import UUID

from contracts.contract_list import LicenceFile
from contracts.partner_resources import AddResourceFile, PartnerResources, PutResource
from contracts.portal_functions import PortalFunctions, PutPortalFunction
from contracts.vendor_files import PutLicenceFile, StoredVendorFile, VendorFilePlace
from gateway.clients.rpc import CallContext, Service


class VendorFileCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_functions(self, caller: CallContext) -> PortalFunctions:
        """Return the functions of the business area, and where they are."""
        return await self.read(caller, "list_functions", {}, PortalFunctions)

    async def put_function(
        self, caller: CallContext, request: PutPortalFunction
    ) -> PortalFunctions:
        """Say where a function is found."""
        return await self.write(caller, "put_function", {"request": request}, PortalFunctions)

    async def list_resources(self, caller: CallContext) -> PartnerResources:
        """Return the material for partners."""
        return await self.read(caller, "list_resources", {}, PartnerResources)

    async def open_resource(
        self, caller: CallContext, resource_id: UUID, number: int | None
    ) -> StoredVendorFile:
        """Return where a piece of material lies."""
        arguments = {"resource_id": resource_id, "number": number}
        return await self.read(caller, "open_resource", arguments, StoredVendorFile)

    async def put_resource(self, caller: CallContext, request: PutResource) -> PartnerResources:
        """Change a piece of material."""
        return await self.write(caller, "put_resource", {"request": request}, PartnerResources)

    async def place_resource_file(self, caller: CallContext, resource_id: UUID) -> VendorFilePlace:
        """Return where a newer file is to be put."""
        arguments = {"resource_id": resource_id}
        return await self.write(caller, "place_resource_file", arguments, VendorFilePlace)

    async def add_resource_file(
        self, caller: CallContext, request: AddResourceFile
    ) -> PartnerResources:
        """Add a newer file."""
        return await self.write(caller, "add_resource_file", {"request": request}, PartnerResources)

    async def place_licence_file(self, caller: CallContext, contract_id: UUID) -> VendorFilePlace:
        """Return where a licence file is to be put."""
        arguments = {"contract_id": contract_id}
        return await self.write(caller, "place_licence_file", arguments, VendorFilePlace)

    async def put_licence_file(self, caller: CallContext, request: PutLicenceFile) -> LicenceFile:
        """Keep a licence file."""
        return await self.write(caller, "put_licence_file", {"request": request}, LicenceFile)

    async def open_licence_file(self, caller: CallContext, contract_id: UUID) -> StoredVendorFile:
        """Return where a licence file lies; who fetches it is on record."""
        arguments = {"contract_id": contract_id}
        return await self.write(caller, "open_licence_file", arguments, StoredVendorFile)
