"""Exports: asked for, followed, fetched, cancelled."""

from uuid import UUID

from contracts.billing_docs import ArchivedFile
from contracts.exports import Export, ExportKey, Exports, RequestExport
from gateway.clients.rpc import CallContext, Service


class ExportCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def request_export(self, caller: CallContext, request: RequestExport) -> Export:
        """Ask for an export of documents."""
        return await self.write(caller, "request_export", {"request": request}, Export)

    async def list_exports(
        self, caller: CallContext, organisation_id: UUID | None = None
    ) -> Exports:
        """Return the caller's own exports."""
        return await self.read(caller, "list_exports", _named(organisation_id), Exports)

    async def get_export(
        self, caller: CallContext, export_id: UUID, organisation_id: UUID | None = None
    ) -> Export:
        """Return one of the caller's own exports."""
        arguments = {"export_id": export_id, **_named(organisation_id)}
        return await self.read(caller, "get_export", arguments, Export)

    async def cancel_export(
        self, caller: CallContext, export_id: UUID, organisation_id: UUID | None = None
    ) -> Export:
        """End one of the caller's own exports."""
        arguments = {"export_id": export_id, **_named(organisation_id)}
        return await self.write(caller, "cancel_export", arguments, Export)

    async def open_export_part(
        self,
        caller: CallContext,
        export_id: UUID,
        number: int,
        organisation_id: UUID | None = None,
    ) -> ArchivedFile:
        """Say where a ZIP of the caller's own export lies."""
        arguments = {"export_id": export_id, "number": number, **_named(organisation_id)}
        return await self.write(caller, "open_export_part", arguments, ArchivedFile)

    async def get_export_key(self, caller: CallContext) -> ExportKey:
        """Return the public key that the signatures on exports fit."""
        return await self.read(caller, "get_export_key", {}, ExportKey)


def _named(organisation_id: UUID | None) -> dict[str, object]:
    return {} if organisation_id is None else {"organisation_id": organisation_id}
