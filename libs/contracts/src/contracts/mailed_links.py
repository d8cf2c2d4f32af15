"""What identity is asked about the links that it mails."""

from datetime import datetime
from typing import Annotated

import msgspec

from contracts.accounts import LinkPurpose
from contracts.identity import Email, Password, Token


class LinkPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What the holder of a mailed link sees before using it; looking uses nothing up."""

    purpose: LinkPurpose
    email: str
    expires_at: datetime


class RequestEmailChange(msgspec.Struct, frozen=True, kw_only=True):
    """The address to sign in with from now on, and the present password (SE-31).

    `client` is the network address, for rate limits.
    """

    email: Email
    password: Password
    client: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ConfirmEmailChange(msgspec.Struct, frozen=True, kw_only=True):
    """The link that went to the new address."""

    token: Token
