"""Who may do what in identity; everything else is refused."""

from uuid import UUID

from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import InvitePerson
from contracts.principal import UNLOCK_AREAS, Principal


def require_staff(caller: Principal) -> None:
    """Return when the caller is one of the vendor's own people.

    Raises:
        NotPermitted: he is not.
    """
    if not caller.is_staff:
        raise NotPermitted("vendor_staff")


def require_admin(caller: Principal) -> UUID:
    """Return the organisation that the caller administers.

    Raises:
        NotPermitted: he administers none.
    """
    if caller.kind != "person" or not caller.is_admin or caller.organisation_id is None:
        raise NotPermitted("admin")
    return caller.organisation_id


def own_organisation(caller: Principal) -> UUID:
    """Return the organisation that the caller, a person, acts for.

    Raises:
        NotPermitted: he acts for none, or is no person.
    """
    if caller.kind != "person" or caller.organisation_id is None:
        raise NotPermitted("membership")
    return caller.organisation_id


def members_shown(caller: Principal, organisation_id: UUID | None) -> UUID:
    """Return whose members to show: as for administrators, and to key users their own (KM-05).

    Which of a partner's own people may see them, the stored membership tells.

    Raises:
        NotPermitted: the caller is neither.
        NotFound: the organisation is not the caller's; whether it exists is not told.
    """
    own = caller.organisation_id
    may_see_own = UNLOCK_AREAS in caller.grants or caller.is_of_partner
    if own is not None and may_see_own and organisation_id in {None, own}:
        return own
    return administered_organisation(caller, organisation_id)


def administered_organisation(caller: Principal, organisation_id: UUID | None) -> UUID:
    """Return the organisation to show to its administrator, or any to the vendor's people.

    Raises:
        NotPermitted: the caller is neither.
        NotFound: the organisation is not the caller's; whether it exists is not told.
    """
    if caller.is_staff and organisation_id is not None:
        return organisation_id
    own = require_admin(caller)
    if organisation_id not in {None, own}:
        raise NotFound("organisation")
    return own


def risks_shown(caller: Principal, organisation_id: UUID | None) -> UUID | None:
    """Return whose risks to show: None, which is everybody's, to the vendor's people who name none.

    Raises:
        NotPermitted: the caller is neither.
        NotFound: the organisation is not the caller's; whether it exists is not told.
    """
    if caller.is_staff and organisation_id is None:
        return None
    return administered_organisation(caller, organisation_id)


def served_organisation(
    caller: Principal, organisation_id: UUID | None, reason: str | None
) -> UUID:
    """Return the organisation to change: the administrator's own, or the vendor's people's choice.

    Raises:
        InvalidInput: the vendor's people gave no reason; the trail keeps it (SE-33).
        NotPermitted: the caller is neither.
        NotFound: the organisation is not the caller's; whether it exists is not told.
    """
    served = administered_organisation(caller, organisation_id)
    if served == caller.organisation_id:
        return require_admin(caller)
    if not (reason and reason.strip()):
        raise InvalidInput("reason", "required")
    return served


def decided_organisation(
    caller: Principal, organisation_id: UUID | None, reason: str | None
) -> UUID:
    """Return the organisation to change: the caller's own, or the vendor's people's choice.

    Who may decide in a partner, its stored memberships tell.

    Raises:
        InvalidInput: the vendor's people gave no reason.
        NotPermitted: the caller acts for none, or names another and is not of the vendor.
        NotFound: the organisation is not the caller's; whether it exists is not told.
    """
    if organisation_id in {None, caller.organisation_id}:
        return own_organisation(caller)
    return served_organisation(caller, organisation_id, reason)


def invited_into(caller: Principal, request: InvitePerson) -> UUID:
    """Return the organisation an invitation is for: the caller's, or one named by the vendor.

    Raises:
        NotFound: a foreign organisation; whether it exists is not told.
        NotPermitted: the caller may invite into none.
    """
    own = caller.organisation_id
    if request.organisation_id in {None, own}:
        if caller.organisation_kind == "partner":
            # Its deciding teams invite too; who is in one, the stored membership tells (DW-05).
            return own_organisation(caller)
        return require_admin(caller)
    if caller.is_staff and request.organisation_id is not None:
        return request.organisation_id
    require_admin(caller)
    raise NotFound("organisation")
