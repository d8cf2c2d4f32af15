"""Say whether somebody may come in at an FTP server."""

from catalog.domain.after_the_end import is_ftp_open
from catalog.domain.ftp_access import NOBODYS_PASSWORD, is_same, locks_at, secret_owner
from catalog.store.contracts import terms_in
from catalog.store.records import Records
from chassis.secret_sealer import SecretSealer
from contracts.ftp_access import CheckFtpPassword, FtpVerdict

_REFUSED = FtpVerdict(is_allowed=False)


def check_ftp_password(
    request: CheckFtpPassword, records: Records, sealer: SecretSealer
) -> FtpVerdict:
    """Return whether name and password fit and the contract runs at this moment (SE-72).

    An unknown name takes as long as a wrong password, and a locked access looks like either.
    """
    row = records.ftp_accesses.find_user(request.user_name)
    if row is None:
        owner = b"ftp:nobody"
        sealed = sealer.seal(NOBODYS_PASSWORD.encode(), bound_to=owner)
        is_same(request.password, sealer.open(sealed, bound_to=owner).decode())
        return _REFUSED
    owner = secret_owner(row.contract_id)
    stored = sealer.open(bytes(row.sealed_password), bound_to=owner).decode()
    terms = terms_in(row)
    is_open = is_ftp_open(terms, records.today)
    if not is_same(request.password, stored) or not is_open:
        return _REFUSED
    return FtpVerdict(is_allowed=True, directory=row.directory, open_until=locks_at(terms.ends_on))
