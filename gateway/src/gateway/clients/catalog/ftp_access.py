"""FTP access to customers' systems."""

from uuid import UUID

from contracts.ftp_access import (
    CheckFtpPassword,
    FtpAccess,
    FtpAccesses,
    FtpPassword,
    FtpVerdict,
    PutFtpAccess,
)
from gateway.clients.rpc import CallContext, Service


class FtpAccessCalls(Service):
    """Typed calls; each raises what `RpcClient.call` raises."""

    async def list_ftp_access(
        self, caller: CallContext, organisation_id: UUID | None = None
    ) -> FtpAccesses:
        """Return an organisation's accesses, without passwords; None means the caller's own."""
        arguments = {"organisation_id": organisation_id}
        return await self.read(caller, "list_ftp_access", arguments, FtpAccesses)

    async def reveal_ftp_password(self, caller: CallContext, contract_id: UUID) -> FtpPassword:
        """Return the password of one of them; who is told it is on record."""
        arguments = {"contract_id": contract_id}
        return await self.write(caller, "reveal_ftp_password", arguments, FtpPassword)

    async def put_ftp_access(self, caller: CallContext, request: PutFtpAccess) -> FtpAccess:
        """Keep an access."""
        return await self.write(caller, "put_ftp_access", {"request": request}, FtpAccess)

    async def remove_ftp_access(self, caller: CallContext, contract_id: UUID) -> None:
        """Delete an access."""
        arguments = {"contract_id": contract_id}
        await self.write(caller, "remove_ftp_access", arguments, type(None))

    async def check_ftp_password(
        self, caller: CallContext, request: CheckFtpPassword
    ) -> FtpVerdict:
        """Return whether somebody may come in at an FTP server."""
        return await self.read(caller, "check_ftp_password", {"request": request}, FtpVerdict)
