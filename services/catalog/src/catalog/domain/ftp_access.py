"""FTP access to a customer's system: when it is open, and whether a password is the right one."""

import hashlib
import hmac
import re
from datetime import date, datetime, timedelta
from uuid import UUID

from chassis.clock import BERLIN
from contracts.errors import InvalidInput
from contracts.ftp_access import PutFtpAccess

_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9-]+)*")
# Compared with where nobody has that name, so that this takes as long as a wrong password.
NOBODYS_PASSWORD = "-" * 24


def secret_owner(contract_id: UUID) -> bytes:
    """Return what a stored password is bound to."""
    return f"ftp:{contract_id}".encode()


def require_reachable(request: PutFtpAccess) -> None:
    """Return if the host can be one.

    Raises:
        InvalidInput: it cannot.
    """
    if not _HOST.fullmatch(request.host):
        raise InvalidInput("host", "not_a_host")


def is_same(given: str, stored: str) -> bool:
    """Whether two passwords are the same; how long that takes says nothing about either."""
    digests = [hashlib.sha256(each.encode("utf-8", "replace")).digest() for each in (given, stored)]
    return hmac.compare_digest(*digests)


def locks_at(ends_on: date | None) -> datetime | None:
    """Return the midnight in Berlin that ends the contract's last day (SE-72)."""
    if ends_on is None:
        return None
    day = ends_on + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=BERLIN)
