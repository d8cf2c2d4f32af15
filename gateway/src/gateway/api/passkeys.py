"""Passkeys: made, named, removed, and used to sign in."""

from uuid import UUID

import msgspec

from contracts.identity import Session, Token
from contracts.passkeys import (
    Passkey,
    PasskeyAssertion,
    PasskeyCreation,
    PasskeyName,
    PasskeyRequest,
)
from contracts.second_factor import (
    PasskeyAdded,
    PasskeySignIn,
    RegisterPasskey,
    RemovePasskey,
    RenamePasskey,
)
from gateway.api.second_factor import ProofGiven, proof_of
from gateway.call import Call


class PasskeyGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey's answer; who belongs to several organisations may name one."""

    credential: PasskeyAssertion
    organisation_id: UUID | None = None


class PendingToken(msgspec.Struct, frozen=True, kw_only=True):
    """The token of a sign-in that awaits a second factor."""

    token: Token


class NewPasskeyName(msgspec.Struct, frozen=True, kw_only=True):
    """What the passkey is called from now on."""

    name: PasskeyName


async def begin_passkey_sign_in(call: Call) -> PasskeyRequest:
    """Ask for a passkey, for `navigator.credentials.get`; the same question for everybody."""
    call.around.sign_in_limit.count(call.client_address)
    return await call.around.identity.begin_passkey_sign_in(call.context, call.client_address)


async def open_session_by_passkey(call: Call, body: PasskeyGiven) -> Session:
    """Sign in with a passkey alone; it counts as both factors."""
    call.around.sign_in_limit.count(call.client_address)
    return await call.around.identity.open_session_by_passkey(
        call.context,
        PasskeySignIn(
            credential=body.credential,
            organisation_id=body.organisation_id,
            client=call.client_address,
        ),
    )


async def ask_for_passkey_to_complete(call: Call, body: PendingToken) -> PasskeyRequest:
    """Ask for a passkey as the second factor that a sign-in awaits."""
    call.around.sign_in_limit.count(call.client_address)
    return await call.around.identity.ask_for_passkey_to_complete(call.context, body.token)


async def ask_for_passkey_as_proof(call: Call) -> PasskeyRequest:
    """Ask for one of one's own passkeys as a proof, before factors are changed."""
    return await call.around.identity.ask_for_passkey_as_proof(call.context)


async def begin_passkey(call: Call, body: ProofGiven) -> PasskeyCreation:
    """Begin to make a passkey, for `navigator.credentials.create`."""
    return await call.around.identity.begin_passkey(call.context, proof_of(call, body))


async def register_passkey(call: Call, body: RegisterPasskey) -> PasskeyAdded:
    """Take a passkey that was made; use the new token from now on, the present one is dead."""
    added = await call.around.identity.register_passkey(call.context, body)
    call.forget_who_asks()
    return added


async def rename_passkey(call: Call, passkey_id: UUID, body: NewPasskeyName) -> Passkey:
    """Call one of one's own passkeys something else."""
    return await call.around.identity.rename_passkey(
        call.context, RenamePasskey(passkey_id=passkey_id, name=body.name)
    )


async def remove_passkey(call: Call, passkey_id: UUID, body: ProofGiven) -> None:
    """Remove one of one's own passkeys; other sessions end."""
    await call.around.identity.remove_passkey(
        call.context, RemovePasskey(passkey_id=passkey_id, proof=proof_of(call, body))
    )
    call.forget_who_asks()
