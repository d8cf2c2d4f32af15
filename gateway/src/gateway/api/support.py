"""Consent to support access, and what the vendor's people do with it."""

import base64
from uuid import UUID

from starlette.responses import Response

from contracts.support import (
    OpenedSupportSession,
    OpenSupportSession,
    SetSupportConsent,
    SupportAccessPage,
    SupportConsent,
    SupportSession,
    SupportSessions,
)
from gateway.api.bodies import OrganisationChoice, SupportAccessQuery
from gateway.api.file_headers import content_disposition
from gateway.call import Call

PROTOCOL_MEDIA_TYPE = "application/jose"  # RFC 7515, 9.2.1


async def get_support_consent(call: Call, query: OrganisationChoice) -> SupportConsent:
    """Return whether the vendor's people may look in."""
    return await call.around.identity.get_support_consent(call.context, query.organisation_id)


async def set_support_consent(call: Call, body: SetSupportConsent) -> SupportConsent:
    """Agree that the vendor's people look in, or take it back: running sessions end at once."""
    return await call.around.identity.set_support_consent(call.context, body)


async def open_support_session(call: Call, body: OpenSupportSession) -> OpenedSupportSession:
    """Look into a customer's portal because of a request; needs the customer's consent."""
    return await call.around.identity.open_support_session(call.context, body)


async def close_current_support_session(call: Call) -> SupportSession:
    """End the support session that the request came with."""
    call.around.sessions.forget(call.identified)
    ended = await call.around.identity.close_support_session(call.context)
    call.around.sessions.forget(call.identified)
    return ended


async def end_support_session(call: Call, support_session_id: UUID) -> SupportSession:
    """End a support session: as the customer's administrator, or one's own."""
    return await call.around.identity.end_support_session(call.context, support_session_id)


async def list_support_sessions(call: Call, query: OrganisationChoice) -> SupportSessions:
    """Return who looked into an organisation, and who is looking now."""
    return await call.around.identity.list_support_sessions(call.context, query.organisation_id)


async def get_support_session(
    call: Call, support_session_id: UUID, query: OrganisationChoice
) -> SupportSession:
    """Return one support session."""
    return await call.around.identity.get_support_session(
        call.context, support_session_id, query.organisation_id
    )


async def list_support_accesses(
    call: Call, support_session_id: UUID, query: SupportAccessQuery
) -> SupportAccessPage:
    """Return what was looked at in a support session, while it runs and afterwards."""
    return await call.around.identity.list_support_accesses(
        call.context,
        support_session_id,
        query.organisation_id,
        cursor=query.cursor,
        limit=query.limit,
    )


async def get_support_protocol(
    call: Call, support_session_id: UUID, query: OrganisationChoice
) -> Response:
    """Return the signed protocol of a support session that has ended, for keeping."""
    signed = await call.around.identity.get_support_protocol(
        call.context, support_session_id, query.organisation_id
    )
    digest = base64.b64encode(bytes.fromhex(signed.sha256)).decode()
    name = f"support-session-{support_session_id}.jws"
    return Response(
        signed.jws,
        media_type=PROTOCOL_MEDIA_TYPE,
        headers={
            "Content-Disposition": content_disposition("attachment", name),
            "ETag": f'"{signed.sha256}"',
            "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530
        },
    )
