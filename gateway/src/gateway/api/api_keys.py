"""Keys for machines, once they are made."""

from uuid import UUID

from contracts.api_keys import ApiKeys
from gateway.call import Call


async def list_api_keys(call: Call) -> ApiKeys:
    """Return the keys of one's own organisation, the latest first, without their secrets."""
    return await call.around.identity.list_api_keys(call.context)


async def revoke_api_key(call: Call, key_id: UUID) -> None:
    """End a key for good; it opens nothing any more, everywhere at once."""
    await call.around.identity.revoke_api_key(call.context, key_id)
