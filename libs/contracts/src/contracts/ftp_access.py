"""What catalog is asked about FTP access to a customer's system (SE-56, SE-72)."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.events import SECRET

FtpProtocol = Literal["sftp", "ftps"]
_UserName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{2,62}$")]
_Directory = Annotated[str, msgspec.Meta(pattern=r"^/[^\x00-\x1f]*$", max_length=200)]
# Guessing is slowed down for each process; the rest is up to the length.
_Password = Annotated[
    str, msgspec.Meta(min_length=12, max_length=200), msgspec.Meta(extra={"secret": True})
]


class FtpAccess(msgspec.Struct, frozen=True, kw_only=True):
    """One access, without its password. It is open while its contract runs, to the last second."""

    contract_id: UUID
    contract_number: str
    title: str | None
    protocol: FtpProtocol
    host: str
    port: int
    user_name: str
    directory: str
    is_open: bool
    locked_after: date | None
    """The contract's last day; None while it has none."""
    changed_at: datetime


class FtpAccesses(msgspec.Struct, frozen=True, kw_only=True):
    """Every access of one organisation."""

    items: tuple[FtpAccess, ...]


class FtpPassword(msgspec.Struct, frozen=True, kw_only=True):
    """The password of one access, told to who asked for it and stored nowhere on the way."""

    contract_id: UUID
    password: Annotated[str, SECRET]


class PutFtpAccess(msgspec.Struct, frozen=True, kw_only=True):
    """The access to the system of a contract from now on; for the vendor's people.

    Without a password the stored one stays; another host or user wants it anew, so that whoever
    may change these cannot have a password sent elsewhere that he may not read.
    """

    contract_id: UUID
    protocol: FtpProtocol = "sftp"
    host: Annotated[str, msgspec.Meta(min_length=1, max_length=253)]
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 22
    user_name: _UserName
    directory: _Directory = "/"
    password: _Password | None = None


class CheckFtpPassword(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody typed at an FTP server that asks us whether it is right."""

    user_name: Annotated[str, msgspec.Meta(max_length=255)]
    password: Annotated[str, msgspec.Meta(max_length=1024), SECRET]


class FtpVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it is right and the access open; nothing is said of why not."""

    is_allowed: bool
    directory: str = "/"
    open_until: datetime | None = None
    """When it locks; None without an end, and where nobody is let in."""
