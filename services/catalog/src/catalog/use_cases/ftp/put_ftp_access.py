"""Keep the FTP access to the system of a contract."""

from uuid import UUID

from catalog.domain.ftp_access import require_reachable, secret_owner
from catalog.domain.self_services import require_staff
from catalog.store.records import Records
from catalog.use_cases.ftp.list_ftp_access import describe_access
from chassis.secret_sealer import SecretSealer
from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound
from contracts.ftp_access import FtpAccess, PutFtpAccess
from contracts.principal import Principal


def put_ftp_access(
    caller: Principal, request: PutFtpAccess, records: Records, sealer: SecretSealer
) -> FtpAccess:
    """Return the access as it is from now on, without its password; the last one put counts.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such contract.
        InvalidInput: the host can be none, or the password is needed (anew).
        AlreadyExists: another access bears that user name.
    """
    require_staff(caller)
    require_reachable(request)
    accesses = records.ftp_accesses
    organisation_id = accesses.lock_contract(request.contract_id)
    if organisation_id is None:
        raise NotFound("contract")
    known = accesses.find(request.contract_id)
    if request.password is not None:
        owner = secret_owner(request.contract_id)
        sealed = sealer.seal(request.password.encode(), bound_to=owner)
    elif known is not None and (known.host, known.port, known.user_name) == (
        request.host,
        request.port,
        request.user_name,
    ):
        sealed = bytes(known.sealed_password)
    else:
        raise InvalidInput("password", "required")
    accesses.put(organisation_id, request, sealed)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="ftp.access_put",
        subject=f"contract:{request.contract_id}",
        details={"password": "kept" if request.password is None else "replaced"},
    )
    stored = accesses.find(request.contract_id)
    if stored is None:
        raise NotFound("contract")
    return describe_access(stored, records.today)


def remove_ftp_access(caller: Principal, contract_id: UUID, records: Records) -> None:
    """Delete the access to a contract's system; repeating changes nothing.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such contract.
    """
    require_staff(caller)
    organisation_id = records.ftp_accesses.lock_contract(contract_id)
    if organisation_id is None:
        raise NotFound("contract")
    if records.ftp_accesses.remove(contract_id):
        records.audit.record(
            organisation_id=organisation_id,
            actor=actor_of(caller),
            action="ftp.access_removed",
            subject=f"contract:{contract_id}",
        )
