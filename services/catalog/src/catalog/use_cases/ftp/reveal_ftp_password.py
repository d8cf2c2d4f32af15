"""Tell the password of an FTP access to who may know it."""

from uuid import UUID

from catalog.domain.after_the_end import is_ftp_open
from catalog.domain.ftp_access import secret_owner
from catalog.domain.self_services import require_customer_admin
from catalog.store.contracts import terms_in
from catalog.store.records import RecordRoom
from chassis.secret_sealer import SecretSealer
from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.ftp_access import FtpPassword
from contracts.principal import Principal


def reveal_ftp_password(
    caller: Principal, contract_id: UUID, room: RecordRoom, sealer: SecretSealer
) -> FtpPassword:
    """Return the password, and put on record who was told it (SE-56).

    Raises:
        NoMembership, NotPermitted: the caller does not administer a customer, or only looks in.
        NotFound: there is no such access, or it is not his.
        InvalidInput: it is locked: its contract does not run (SE-72).
    """
    own = require_customer_admin(caller)
    if caller.support_session_id is not None:
        raise NotPermitted("admin")
    with room.of(own) as records:
        row = records.ftp_accesses.find(contract_id, own)
        if row is None:
            raise NotFound("ftp_access")
        if not is_ftp_open(terms_in(row), records.today):
            raise InvalidInput("contract_id", "ftp_locked")
        records.audit.record(
            organisation_id=own,
            actor=actor_of(caller),
            action="ftp.password_shown",
            subject=f"contract:{contract_id}",
        )
        opened = sealer.open(bytes(row.sealed_password), bound_to=secret_owner(contract_id))
    return FtpPassword(contract_id=contract_id, password=opened.decode())
