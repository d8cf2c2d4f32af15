"""FTP access: shown to administrators, kept by the vendor's people, asked for by FTP servers.

The two hooks speak the words of SFTPGo (its documents "External authentication" and "Check password
hook"), and any server that can ask over HTTP can use them.
"""

import base64
import binascii
import hashlib
import hmac
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.errors import NotFound, NotSignedIn
from contracts.ftp_access import (
    CheckFtpPassword,
    FtpAccess,
    FtpAccesses,
    FtpPassword,
    FtpProtocol,
    FtpVerdict,
    PutFtpAccess,
)
from gateway.api.bodies import OrganisationChoice
from gateway.call import Call

_ALL_RIGHTS: dict[str, tuple[str, ...]] = {"/": ("*",)}
_ENABLED = 1


class NewFtpAccess(msgspec.Struct, frozen=True, kw_only=True):
    """The access to the system of a contract from now on; without a password the stored one stays.

    Another host, port or user name wants the password anew.
    """

    protocol: FtpProtocol = "sftp"
    host: Annotated[str, msgspec.Meta(min_length=1, max_length=253)]
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 22
    user_name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{2,62}$")]
    directory: Annotated[str, msgspec.Meta(pattern=r"^/[^\x00-\x1f]*$", max_length=200)] = "/"
    password: Annotated[str, msgspec.Meta(min_length=12, max_length=200)] | None = None


class HookQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What an FTP server says of somebody who wants in; what else it says is left alone."""

    username: Annotated[str, msgspec.Meta(max_length=255)] = ""
    password: Annotated[str, msgspec.Meta(max_length=1024)] = ""
    ip: Annotated[str, msgspec.Meta(max_length=100)] = ""


class PasswordAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a check password hook answers: 1 for yes, 0 for no."""

    status: int
    to_verify: str = ""


class FtpUser(msgspec.Struct, frozen=True, kw_only=True):
    """What external authentication answers: whom to let in, or nobody with an empty name.

    `expiration_date` is when the contract ends, in milliseconds since 1970; 0 for never.
    """

    username: str
    status: int = 0
    home_dir: str = ""
    permissions: dict[str, tuple[str, ...]] = {}
    expiration_date: int = 0


async def list_ftp_access(call: Call, query: OrganisationChoice) -> FtpAccesses:
    """Return the FTP accesses of one's own organisation, without passwords."""
    return await call.around.catalog.list_ftp_access(call.context, query.organisation_id)


async def reveal_ftp_password(call: Call, contract_id: UUID) -> FtpPassword:
    """Return the password of one of them; who is told it is on record."""
    told = await call.around.catalog.reveal_ftp_password(call.context, contract_id)
    return FtpPassword(contract_id=contract_id, password=told.password)


async def put_ftp_access(call: Call, contract_id: UUID, body: NewFtpAccess) -> FtpAccess:
    """Keep the FTP access to the system of a contract; for the vendor's people."""
    request = PutFtpAccess(
        contract_id=contract_id,
        protocol=body.protocol,
        host=body.host,
        port=body.port,
        user_name=body.user_name,
        directory=body.directory,
        password=body.password,
    )
    return await call.around.catalog.put_ftp_access(call.context, request)


async def remove_ftp_access(call: Call, contract_id: UUID) -> None:
    """Delete the FTP access to the system of a contract; for the vendor's people."""
    await call.around.catalog.remove_ftp_access(call.context, contract_id)


async def check_password(call: Call, body: HookQuestion) -> PasswordAnswer:
    """Say whether a name and password let somebody in at an FTP server now."""
    verdict = await _verdict(call, body)
    return PasswordAnswer(status=int(verdict.is_allowed))


async def authenticate_user(call: Call, body: HookQuestion) -> FtpUser:
    """Say whom an FTP server lets in with this name and password, and until when."""
    verdict = await _verdict(call, body)
    if not verdict.is_allowed:
        return FtpUser(username="")
    until = verdict.open_until
    return FtpUser(
        username=body.username,
        status=_ENABLED,
        home_dir=verdict.directory,
        permissions=_ALL_RIGHTS,
        expiration_date=int(until.timestamp() * 1000) if until else 0,
    )


async def _verdict(call: Call, question: HookQuestion) -> FtpVerdict:
    """Return what catalog says, once the server is known and nobody asks too often.

    Raises:
        NotFound: the operator has named no secret, so there are no such hooks.
        NotSignedIn: the server does not know the secret.
        TooManyAttempts: from that address, or for that name, somebody has tried too often.
    """
    _require_known_server(call)
    # The server's own address says nothing: whoever tries comes through it.
    call.around.ftp_limit.count(question.ip or call.client_address)
    call.around.ftp_limit.count(f"user:{question.username}")
    request = CheckFtpPassword(user_name=question.username, password=question.password)
    return await call.around.catalog.check_ftp_password(call.context, request)


def _require_known_server(call: Call) -> None:
    secret = call.around.settings.ftp_hook_secret
    if not secret:
        raise NotFound("hook")
    kind, _, value = call.request.headers.get("authorization", "").partition(" ")
    given = value.strip()
    if kind.lower() == "basic":
        # What stands before the @ of a hook's address comes as basic authentication.
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            given = ""
    digest = hashlib.sha256(given.encode()).digest()
    known = [hashlib.sha256(each.encode()).digest() for each in secret.split(",")]
    # Each is compared, whichever fits: the time tells nothing.
    if not sum(hmac.compare_digest(digest, each) for each in known):
        raise NotSignedIn
