"""FTP access to customers' systems."""

from uuid import UUID

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.ftp.check_ftp_password import check_ftp_password
from catalog.use_cases.ftp.list_ftp_access import list_ftp_access
from catalog.use_cases.ftp.put_ftp_access import put_ftp_access, remove_ftp_access
from catalog.use_cases.ftp.reseal_ftp_passwords import reseal_ftp_passwords
from catalog.use_cases.ftp.reveal_ftp_password import reveal_ftp_password
from chassis.entrypoints import every, rpc
from chassis.secret_sealer import SecretSealer
from contracts.errors import ServiceUnavailable
from contracts.ftp_access import (
    CheckFtpPassword,
    FtpAccess,
    FtpAccesses,
    FtpPassword,
    FtpVerdict,
    PutFtpAccess,
)
from contracts.principal import Principal


class FtpAccessCalls(CatalogCalls):
    """FTP access to customers' systems."""

    @rpc(reads=True)
    def list_ftp_access(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> FtpAccesses:
        """List accesses of an organisation, without passwords. Raises NotPermitted, NotFound."""
        return list_ftp_access(caller, organisation_id, self._reading_room)

    # Who is told one is on record, so it is more than reading.
    @rpc
    def reveal_ftp_password(self, caller: Principal, contract_id: UUID) -> FtpPassword:
        """Tell the password of one of them. Raises NotPermitted, NotFound, InvalidInput."""
        return reveal_ftp_password(caller, contract_id, self._room, self._sealer)

    @rpc
    def put_ftp_access(self, caller: Principal, request: PutFtpAccess) -> FtpAccess:
        """Keep an access, for the vendor's people. Raises NotFound, InvalidInput, AlreadyExists."""
        with self._room.of_everybody() as records:
            return put_ftp_access(caller, request, records, self._sealer)

    @rpc
    def remove_ftp_access(self, caller: Principal, contract_id: UUID) -> None:
        """Delete an access, for the vendor's people. Raises NotFound, NotPermitted."""
        with self._room.of_everybody() as records:
            remove_ftp_access(caller, contract_id, records)

    # An FTP server asks, for somebody who has no session; the gateway knows the server.
    @rpc(public=True)
    def check_ftp_password(self, request: CheckFtpPassword) -> FtpVerdict:
        """Say whether somebody may come in at an FTP server."""
        with self._reading_room.of_everybody() as records:
            return check_ftp_password(request, records, self._sealer)

    @every(seconds=3600)
    def reseal_ftp_passwords(self) -> None:
        """Put passwords under the present key."""
        if self.resources.sealer is not None:
            with self._room.of_everybody() as records:
                reseal_ftp_passwords(records, self.resources.sealer)

    @property
    def _sealer(self) -> SecretSealer:
        """Return the keys.

        Raises:
            ServiceUnavailable: the operator has named none, so there are no accesses.
        """
        if self.resources.sealer is None:
            raise ServiceUnavailable("sealing_keys")
        return self.resources.sealer
