"""Asking a customer's administrators to be let in, and their answers."""

from uuid import UUID

from contracts.accounts import (
    AccessRequest,
    AccessRequests,
    DecideAccess,
    RequestAccess,
    RequestAreas,
)
from gateway.api.account_bodies import Approval, OnBehalf
from gateway.api.bodies import OrganisationChoice
from gateway.call import Call


async def request_access(call: Call, body: RequestAccess) -> None:
    """Ask a customer's administrators for access; the answer tells nothing about the company."""
    await call.around.identity.request_access(call.context, body)


async def request_areas(call: Call, body: RequestAreas) -> AccessRequest:
    """Ask one's own administrators for areas that one does not see; it opens nothing by itself."""
    return await call.around.identity.request_areas(call.context, body)


async def list_own_access_requests(call: Call) -> AccessRequests:
    """Return what one has asked one's own administrators for and waits for."""
    return await call.around.identity.list_own_access_requests(call.context)


async def list_access_requests(call: Call, query: OrganisationChoice) -> AccessRequests:
    """Return who asked an organisation for access, newest first."""
    return await call.around.identity.list_access_requests(call.context, query.organisation_id)


async def approve_access(call: Call, access_request_id: UUID, body: Approval) -> AccessRequest:
    """Let in who asked; only now is he a member."""
    return await call.around.identity.decide_access(
        call.context,
        DecideAccess(
            access_request_id=access_request_id,
            approve=True,
            role=body.role,
            areas=body.areas,
            organisation_id=body.organisation_id,
            reason=body.reason,
        ),
    )


async def decline_access(call: Call, access_request_id: UUID, body: OnBehalf) -> AccessRequest:
    """Turn down who asked; he is told."""
    return await call.around.identity.decide_access(
        call.context,
        DecideAccess(
            access_request_id=access_request_id,
            approve=False,
            organisation_id=body.organisation_id,
            reason=body.reason,
        ),
    )
