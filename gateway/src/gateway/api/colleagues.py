"""The people of one's own organisation, as anybody in it may find them."""

from contracts.colleagues import ColleagueQuery, Colleagues
from gateway.api.account_bodies import Address
from gateway.call import Call


async def find_colleagues(call: Call, body: Address) -> Colleagues:
    """Return whose address this is in one's own organisation, or nobody (FD-15)."""
    return await call.around.identity.find_colleagues(
        call.context, ColleagueQuery(email=body.email)
    )
