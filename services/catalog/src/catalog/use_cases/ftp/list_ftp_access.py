"""List the FTP access of one's own organisation."""

from datetime import date
from typing import Any

from sqlalchemy.engine import Row

from catalog.domain.after_the_end import is_ftp_open
from catalog.domain.self_services import require_customer_admin
from catalog.store.contracts import terms_in
from catalog.store.records import RecordRoom
from contracts.ftp_access import FtpAccess, FtpAccesses
from contracts.principal import Principal


def list_ftp_access(caller: Principal, room: RecordRoom) -> FtpAccesses:
    """Return every access of the administrator's organisation, without passwords (SE-56).

    Raises:
        NoMembership, NotPermitted: the caller does not administer a customer; the vendor's people
            keep accesses and read none.
    """
    own = require_customer_admin(caller)
    with room.of(own) as records:
        rows = records.ftp_accesses.of_organisation(own)
        return FtpAccesses(items=tuple(describe_access(row, records.today) for row in rows))


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
