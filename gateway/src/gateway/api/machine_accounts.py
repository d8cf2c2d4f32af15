"""Accounts of an organisation's own systems, and the feed that they read."""

from urllib.parse import urlencode
from uuid import UUID

from starlette.responses import Response

from contracts.feed import FeedPage, FeedQuery
from contracts.machine_accounts import (
    CreateMachineAccount,
    MachineAccount,
    MachineAccounts,
    MachineAccountWithToken,
)
from gateway.api.bodies import OrganisationChoice
from gateway.call import Call

EVENT_BATCH = "application/cloudevents-batch+json"


async def list_machine_accounts(call: Call, query: OrganisationChoice) -> MachineAccounts:
    """Return an organisation's machine accounts, revoked ones too; never a token."""
    return await call.around.identity.list_machine_accounts(call.context, query.organisation_id)


async def create_machine_account(call: Call, body: CreateMachineAccount) -> MachineAccountWithToken:
    """Make an account for one of the organisation's systems; its token is shown this once."""
    return await call.around.identity.create_machine_account(call.context, body)


async def renew_machine_token(call: Call, account_id: UUID) -> MachineAccountWithToken:
    """Give a machine account another token, shown this once; the one before opens nothing."""
    return await call.around.identity.renew_machine_token(call.context, account_id)


async def revoke_machine_account(call: Call, account_id: UUID) -> MachineAccount:
    """End a machine account for good; its token is answered with 410 from now on."""
    return await call.around.identity.revoke_machine_account(call.context, account_id)


async def read_feed(call: Call, query: FeedQuery) -> Response:
    """Return events after a given one, in the order of the feed; needs a machine account.

    `Link` with `rel="next"` says where to go on, also when there is nothing new yet.
    """
    page = await call.around.notifications.read_feed(call.context, query)
    return Response(
        b"[" + b",".join(map(bytes, page.events)) + b"]",
        media_type=EVENT_BATCH,
        headers={"Link": f'<{_next(page, query)}>; rel="next"'},
    )


def _next(page: FeedPage, query: FeedQuery) -> str:
    wanted = {"after": page.after, "limit": query.limit}
    return "/v1/events?" + urlencode({name: each for name, each in wanted.items() if each})
