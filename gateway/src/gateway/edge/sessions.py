"""Whose token is this? Asked of identity, remembered for seconds, forgotten when access ends."""

import asyncio
import base64
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from contracts.errors import NotSignedIn
from contracts.events import AccessEnded
from contracts.identity import Authenticated
from contracts.principal import Principal
from gateway import measures
from gateway.clients.rpc import CallContext

if TYPE_CHECKING:
    from gateway.clients.identity import Identity

REMEMBERED_SECONDS = 5.0  # docs/adr/0013
REMEMBERED_TOKENS = 10_000
# A principal must live long enough to reach the service and be verified there.
PRINCIPAL_MARGIN_SECONDS = 5.0
# Longer than any call may take: an answer given before the end must not be remembered after it.
_ENDED_REMEMBERED_SECONDS = 60.0
_LONGEST_TOKEN = 200


class _Claims(msgspec.Struct, frozen=True):
    principal: Principal


_claims_decoder = msgspec.json.Decoder(_Claims)


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """A person or a system whose token identity knows.

    `principal` is read for what the gateway shows and for the one thing it decides itself (who may
    upload); the services verify the signed original in `authenticated` and believe nothing else.
    """

    authenticated: Authenticated
    principal: Principal
    token_digest: bytes


class Sessions:
    """Answers whose token it is, from memory for at most five seconds."""

    def __init__(self, identity: "Identity") -> None:
        self._identity = identity
        self._known: OrderedDict[bytes, tuple[SignedIn, float]] = OrderedDict()
        self._asking: dict[bytes, asyncio.Task[SignedIn]] = {}
        self._ended: OrderedDict[UUID, float] = OrderedDict()
        self._gap_at = 0.0

    async def whose(self, token: str, context: CallContext) -> SignedIn:
        """Return who holds `token`; requests at the same moment share one question.

        Raises:
            NotSignedIn: identity does not know the token, or its session has ended.
        """
        if not 0 < len(token) <= _LONGEST_TOKEN or not token.isascii():
            raise NotSignedIn
        digest = sha256(token.encode()).digest()
        known = self._known.get(digest)
        if known is not None:
            signed_in, forget_at = known
            if time.monotonic() < forget_at:
                measures.session_lookups_total.labels("memory").inc()
                return signed_in
            del self._known[digest]
        asking = self._asking.get(digest)
        if asking is None:
            measures.session_lookups_total.labels("identity").inc()
            asking = asyncio.create_task(self._ask(digest, token, context))
            self._asking[digest] = asking
            asking.add_done_callback(partial(self._answered, digest))
        # Shielded: one client that goes away must not take the others' answer with it.
        return await asyncio.shield(asking)

    def forget(self, signed_in: SignedIn) -> None:
        """Ask identity again at the next request with this token, whatever is on its way now."""
        self._known.pop(signed_in.token_digest, None)
        self._asking.pop(signed_in.token_digest, None)
        self._note_end((signed_in.authenticated.session_id,))

    def end(self, event: AccessEnded) -> None:
        """Forget everything remembered about these sessions, and what is on its way."""
        ended = set(event.session_ids)
        self._asking.clear()  # who comes from now on asks anew
        self._note_end(ended)
        for digest, (signed_in, _) in list(self._known.items()):
            if signed_in.authenticated.session_id in ended:
                del self._known[digest]

    def forget_all(self) -> None:
        """Forget everything: news of ended access may have been missed."""
        self._gap_at = time.monotonic()
        self._asking.clear()
        self._known.clear()

    def _note_end(self, session_ids: Iterable[UUID]) -> None:
        """Let no answer that was asked for before this moment be remembered."""
        now = time.monotonic()
        for session_id in session_ids:
            self._ended[session_id] = now
            self._ended.move_to_end(session_id)
        while self._ended and next(iter(self._ended.values())) < now - _ENDED_REMEMBERED_SECONDS:
            self._ended.popitem(last=False)

    def _answered(self, digest: bytes, asking: asyncio.Task[SignedIn]) -> None:
        if self._asking.get(digest) is asking:
            del self._asking[digest]
        if not asking.cancelled():
            asking.exception()  # taken note of, also when every client has gone away

    async def _ask(self, digest: bytes, token: str, context: CallContext) -> SignedIn:
        asked_at = time.monotonic()
        authenticated = await self._identity.authenticate(context, token)
        signed_in = SignedIn(
            authenticated=authenticated,
            principal=_read_principal(authenticated.principal),
            token_digest=digest,
        )
        ended_at = self._ended.get(authenticated.session_id, -1.0)
        if max(ended_at, self._gap_at) < asked_at:
            self._remember(signed_in)
        return signed_in

    def _remember(self, signed_in: SignedIn) -> None:
        expires_at = signed_in.authenticated.principal_expires_at
        usable_seconds = (expires_at - datetime.now(UTC)).total_seconds() - PRINCIPAL_MARGIN_SECONDS
        seconds = min(REMEMBERED_SECONDS, usable_seconds)
        if seconds <= 0:
            return
        now = time.monotonic()
        self._known[signed_in.token_digest] = (signed_in, now + seconds)
        # All are remembered about equally long, so that the oldest are those that are over.
        while len(self._known) > REMEMBERED_TOKENS or next(iter(self._known.values()))[1] <= now:
            self._known.popitem(last=False)


def _read_principal(signed: str) -> Principal:
    """Return what the signed principal says, as identity handed it to us."""
    payload = signed.split(".")[1]
    return _claims_decoder.decode(
        base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    ).principal
