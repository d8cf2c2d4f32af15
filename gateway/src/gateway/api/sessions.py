"""Signing in and out, and who one is."""

from contracts.identity import Session, SignIn
from gateway.api.bodies import Credentials, CurrentSession, Me
from gateway.call import Call


async def open_session(call: Call, body: Credentials) -> Session:
    """Sign in with address and password; the token is shown this once."""
    call.around.sign_in_limit.count(call.client_address)
    return await call.around.identity.open_session(
        call.context,
        SignIn(
            email=body.email,
            password=body.password,
            client=call.client_address,
            organisation_id=body.organisation_id,
        ),
    )


async def get_current_session(call: Call) -> CurrentSession:
    """Return the session that the request came with."""
    authenticated = call.identified.authenticated
    return CurrentSession(
        session_id=authenticated.session_id, expires_at=authenticated.session_expires_at
    )


async def close_current_session(call: Call) -> None:
    """Sign out: the token is worth nothing from now on."""
    await call.around.identity.close_session(call.context)
    call.forget_who_asks()


async def get_me(call: Call) -> Me:
    """Return who is asking, and what he is shown."""
    authenticated, principal = call.identified.authenticated, call.identified.principal
    return Me(
        subject=principal.subject,
        kind=principal.kind,
        name=authenticated.person_name,
        email=authenticated.email,
        language=authenticated.language,
        organisation=authenticated.organisation,
        role=principal.role,
        areas=tuple(area for area in principal.areas if principal.may_enter(area)),
        grants=principal.grants,
        scopes=principal.scopes,
        data_scope=principal.data_scope,
        document_types=principal.shown_document_types,
        entitlements=principal.entitlements,
        barred_by=principal.barred_by,
        session=await get_current_session(call),
        support_session_id=principal.support_session_id,
    )
