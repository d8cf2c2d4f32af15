"""Passkeys in the browser: what the page's script has fetched comes in as a form."""

from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    PasskeyRefused,
    SignInRefused,
    TooManyAttempts,
    WireError,
)
from contracts.passkeys import PasskeyAttestation
from contracts.second_factor import RegisterPasskey
from gateway import problems
from gateway.api.decoding import read_values
from gateway.api.passkeys import (
    NewPasskeyName,
    PendingToken,
    ask_for_passkey_to_complete,
    register_passkey,
    remove_passkey,
    rename_passkey,
)
from gateway.api.second_factor import ProofGiven
from gateway.call import Call
from gateway.edge.answering import json_problem
from gateway.pages.credentials import read_credential
from gateway.pages.forms import read_form
from gateway.pages.letting_in import pending_sign_in
from gateway.pages.page import page
from gateway.pages.path_ids import id_in
from gateway.pages.security import done, shown_with
from gateway.problems import InvalidFields

_REFUSED = (
    AlreadyExists,
    InvalidFields,
    InvalidInput,
    NotFound,
    PasskeyRefused,
    SignInRefused,
    TooManyAttempts,
)


async def ask(call: Call) -> Response:
    """Ask for a passkey as the factor that this browser's sign-in awaits; for the page's script."""
    pending = pending_sign_in(call)
    try:
        asked = await ask_for_passkey_to_complete(
            call, PendingToken(token=pending.token if pending else "-")
        )
    except WireError as error:
        problem = problems.problem_of(error)
        if problem is None:
            raise
        return json_problem(call, problem)
    return Response(msgspec.json.encode(asked), media_type="application/json")


async def add(call: Call) -> Response:
    """Take a passkey that the browser has made; show the codes that come with a first factor."""
    form = await read_form(call.request)
    try:
        named = read_values(form, NewPasskeyName)
        credential = read_credential(form, PasskeyAttestation)
        added = await register_passkey(
            call, RegisterPasskey(name=named.name, credential=credential)
        )
    except _REFUSED as error:
        return await shown_with(call, error)
    if added.recovery_codes:
        response = page(call, "recovery_codes.html", codes=added.recovery_codes, is_first=True)
    else:
        response = done("passkey_added", call)
    call.around.cookie.set(response, added.token)
    return response


async def rename(call: Call) -> Response:
    """Call a passkey something else."""
    form = await read_form(call.request)
    try:
        await rename_passkey(call, _passkey_id(call), read_values(form, NewPasskeyName))
    except _REFUSED as error:
        return await shown_with(call, error)
    return done("passkey_renamed", call)


async def remove(call: Call) -> Response:
    """Remove a passkey."""
    form = await read_form(call.request)
    try:
        await remove_passkey(call, _passkey_id(call), read_values(form, ProofGiven))
    except _REFUSED as error:
        return await shown_with(call, error)
    return done("passkey_removed", call)


def _passkey_id(call: Call) -> UUID:
    return id_in(call, "passkey_id", "passkey")
