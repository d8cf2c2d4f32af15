"""A person's own particulars."""

from uuid import UUID

from contracts.profiles import LinkAccount, Profile, UpdateProfile
from gateway.api.profile_bodies import AccountChoice
from gateway.call import Call


async def get_profile(call: Call) -> Profile:
    """Return one's own particulars, and where those are kept that are not here."""
    return await call.around.identity.get_profile(call.context)


async def update_profile(call: Call, body: UpdateProfile) -> Profile:
    """Change one's own name or language; what is left out stays (RFC 7396)."""
    changed = await call.around.identity.update_profile(call.context, body)
    call.forget_who_asks()
    return changed


async def link_account(call: Call, person_id: UUID, body: AccountChoice) -> Profile:
    """Link a person to his account outside the portal, or take the link away."""
    request = LinkAccount(person_id=person_id, subject=body.subject, reason=body.reason)
    return await call.around.identity.link_account(call.context, request)
