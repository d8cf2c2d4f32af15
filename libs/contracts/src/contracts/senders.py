"""Who an organisation's mails are from, and whether what they said is kept."""

from typing import Annotated

import msgspec


class SetSender(msgspec.Struct, frozen=True, kw_only=True):
    """How an organisation's mails go out by the platform, from the next one on; None takes away.

    Name and reply address are those of what it sends to others (MB-29, MB-30); through its own mail
    account that account's hold. Without `keeps_history` what a mail said is forgotten when it is
    out; that it went out, to whom and with which digest is kept all the same (MB-28).
    """

    sender_name: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    reply_to: Annotated[str, msgspec.Meta(max_length=254)] | None = None
    keeps_history: bool = True


class SenderSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What holds now; `address` and `default_name` are the platform's own."""

    sender_name: str | None
    reply_to: str | None
    keeps_history: bool
    address: str
    default_name: str
