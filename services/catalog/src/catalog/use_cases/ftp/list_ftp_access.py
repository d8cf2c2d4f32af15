"""List the FTP access of one's own organisation, or of a customer for the vendor's people."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Row

from catalog.domain.after_the_end import is_ftp_open
from catalog.domain.self_services import require_customer_admin
from catalog.store.contracts import terms_in
from catalog.store.records import RecordRoom
from contracts.errors import NotFound
from contracts.ftp_access import FtpAccess, FtpAccesses
from contracts.principal import Principal


def list_ftp_access(
    caller: Principal, organisation_id: UUID | None, room: RecordRoom
) -> FtpAccesses:
    """Return every access of the administrator's organisation, without passwords (SE-56).

    The vendor's people, who keep accesses, name whose they want to see.

    Raises:
        NoMembership, NotPermitted: the caller does not administer a customer.
        NotFound: he names another organisation than his own; whether it exists is not told.
    """
    shown = _shown_to(caller, organisation_id)
    with room.of(shown) as records:
        rows = records.ftp_accesses.of_organisation(shown)
        return FtpAccesses(items=tuple(describe_access(row, records.today) for row in rows))


def _shown_to(caller: Principal, organisation_id: UUID | None) -> UUID:
    if caller.is_staff and organisation_id is not None:
        return organisation_id
    own = require_customer_admin(caller)
    if organisation_id not in {None, own}:
        raise NotFound("organisation")
    return own


def describe_access(row: Row[Any], today: date) -> FtpAccess:
    """Return an access as it may be shown, without its password."""
    terms = terms_in(row)
    return FtpAccess(
        contract_id=row.contract_id,
        contract_number=row.number,
        title=row.title,
        protocol=row.protocol,
        host=row.host,
        port=row.port,
        user_name=row.user_name,
        directory=row.directory,
        is_open=is_ftp_open(terms, today),
        locked_after=terms.ends_on,
        changed_at=row.changed_at,
    )
