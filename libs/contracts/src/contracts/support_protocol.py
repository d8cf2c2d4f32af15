"""The signed protocol of a support session: what the customer keeps afterwards."""

from typing import Literal
from uuid import UUID

import msgspec

from contracts.support import SupportAccess, SupportSession
from contracts.support_changes import SupportChange

PROTOCOL_AUDIENCE: Literal["kontor-support-protocol"] = "kontor-support-protocol"


class ProtocolOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """Into which organisation was looked, as it was called when the protocol was made."""

    id: UUID
    customer_number: str | None
    name: str


class SupportProtocol(msgspec.Struct, frozen=True, kw_only=True):
    """Who looked, when, because of which request, at what; and every change with its outcome.

    The payload of the signature is this in canonical JSON (RFC 8785). It names no time of its own:
    the same facts give the same protocol, byte for byte.
    """

    aud: Literal["kontor-support-protocol"] = PROTOCOL_AUDIENCE
    version: Literal[1] = 1
    organisation: ProtocolOrganisation
    session: SupportSession
    accesses: tuple[SupportAccess, ...]
    """Every call in the order in which they were made, with the ids of the records it showed."""
    changes: tuple[SupportChange, ...]
    """Every proposed change, the first one first."""


class SignedProtocol(msgspec.Struct, frozen=True, kw_only=True):
    """A protocol as a compact JWS (RFC 7515), and the SHA-256 that the audit trail keeps of it."""

    jws: str
    sha256: str
