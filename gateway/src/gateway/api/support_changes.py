"""Changes that support proposes: the customer sees what would be sent, and says yes or no."""

from uuid import UUID

from contracts.support_changes import (
    DecideSupportChange,
    RecordSupportOutcome,
    SupportChange,
    SupportChanges,
)
from gateway.api.bodies import OrganisationChoice, SupportChangeQuery
from gateway.api.performing import perform
from gateway.call import Call


async def list_support_changes(call: Call, query: SupportChangeQuery) -> SupportChanges:
    """Return what support has proposed to an organisation, newest first."""
    return await call.around.identity.list_support_changes(
        call.context, query.organisation_id, query.support_session_id
    )


async def get_support_change(
    call: Call, support_change_id: UUID, query: OrganisationChoice
) -> SupportChange:
    """Return one proposed change: exactly what would be sent, and what became of it."""
    return await call.around.identity.get_support_change(
        call.context, support_change_id, query.organisation_id
    )


async def approve_support_change(call: Call, support_change_id: UUID) -> SupportChange:
    """Say yes: the change is made once, in the name and with the rights of who says it."""
    decided = await call.around.identity.decide_support_change(
        call.context, DecideSupportChange(support_change_id=support_change_id, approve=True)
    )
    if not decided.is_to_be_performed:
        return decided.change
    outcome = await perform(
        call,
        decided.change.request,
        key=f"support-change-{support_change_id}",
        operations=call.request.app.state.operations,
    )
    if outcome is None:
        return decided.change
    return await call.around.identity.record_support_outcome(
        call.context,
        RecordSupportOutcome(
            support_change_id=support_change_id, status=outcome.status, code=outcome.code
        ),
    )


async def decline_support_change(call: Call, support_change_id: UUID) -> SupportChange:
    """Say no: nothing is changed."""
    decided = await call.around.identity.decide_support_change(
        call.context, DecideSupportChange(support_change_id=support_change_id, approve=False)
    )
    return decided.change
