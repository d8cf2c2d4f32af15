"""Self-Services: the part of the portal that shows packages to those who decide about them."""

from uuid import UUID

from contracts.errors import NoMembership, NotPermitted
from contracts.principal import Principal


def require_self_services(caller: Principal) -> UUID:
    """Return the caller's organisation if he is an admin or one of the vendor's people (SE-19).

    Raises:
        NoMembership: the caller belongs to no organisation yet.
        NotPermitted: the caller is neither.
    """
    if caller.organisation_id is None:
        raise NoMembership
    if not caller.may_use_self_services:
        raise NotPermitted("admin")
    return caller.organisation_id


def require_customer_admin(caller: Principal) -> UUID:
    """Return the organisation for which the caller may order: he is an admin of it.

    Raises:
        NoMembership: the caller belongs to no organisation yet.
        NotPermitted: he is no admin, no person, or one of the vendor's people, who grant instead.
    """
    if caller.organisation_id is None:
        raise NoMembership
    if not caller.is_admin or caller.kind != "person":
        raise NotPermitted("admin")
    if caller.organisation_kind == "vendor":
        raise NotPermitted("customer")
    return caller.organisation_id


def require_staff(caller: Principal) -> None:
    """Let the vendor's people pass.

    Raises:
        NotPermitted: the caller is none of them.
    """
    if not caller.is_staff:
        raise NotPermitted("vendor_staff")
