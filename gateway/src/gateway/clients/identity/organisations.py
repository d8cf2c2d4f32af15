"""Organisations and their audit trail."""

from uuid import UUID

from contracts.identity import (
    AuditPage,
    ImportCustomers,
    ImportReport,
    Organisation,
    RegisterOrganisation,
    UnactivatedContacts,
)
from contracts.organisation_names import OrganisationNames
from gateway.clients.rpc import CallContext, Service

# Five hundred rows, each a transaction of its own: ten seconds alone, more beside other work. What
# a cut-off list had registered stays registered, and sending it again does the rest.
_IMPORT_SECONDS = 120.0


class OrganisationCalls(Service):
    """Typed calls about organisations; each raises what `RpcClient.call` raises."""

    async def register_organisation(
        self, caller: CallContext, request: RegisterOrganisation
    ) -> Organisation:
        """Register an organisation and invite its contact."""
        return await self.write(caller, "register_organisation", {"request": request}, Organisation)

    async def get_organisation(self, caller: CallContext, organisation_id: UUID) -> Organisation:
        """Return one organisation that the caller may see."""
        return await self.read(
            caller, "get_organisation", {"organisation_id": organisation_id}, Organisation
        )

    async def name_organisations(
        self, caller: CallContext, organisation_ids: tuple[UUID, ...]
    ) -> OrganisationNames:
        """Return what organisations are called, for the vendor's people."""
        return await self.read(
            caller, "name_organisations", {"organisation_ids": organisation_ids}, OrganisationNames
        )

    async def import_customers(self, caller: CallContext, request: ImportCustomers) -> ImportReport:
        """Register the customers of a list."""
        return await self.write(
            caller,
            "import_customers",
            {"request": request},
            ImportReport,
            timeout_seconds=_IMPORT_SECONDS,
        )

    async def list_unactivated_contacts(
        self, caller: CallContext, cursor: str | None, limit: int
    ) -> UnactivatedContacts:
        """Return contract contacts who never came in."""
        return await self.read(
            caller,
            "list_unactivated_contacts",
            {"cursor": cursor, "limit": limit},
            UnactivatedContacts,
        )

    async def list_audit(self, caller: CallContext, cursor: str | None, limit: int) -> AuditPage:
        """Return the audit trail of the caller's organisation, newest first."""
        return await self.read(caller, "list_audit", {"cursor": cursor, "limit": limit}, AuditPage)
