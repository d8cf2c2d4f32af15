"""The places of the portal, in the order of the menu, and who may go to which.

A new area is one line here and its word under `navigation` in both languages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from contracts.principal import UNLOCK_AREAS, Principal

OpenTo = Callable[[Principal], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One entry of the menu: its address, its word, whose it is, what else lies under it."""

    path: str
    word: str
    open_to: OpenTo
    parts: tuple[str, ...] = ()

    def holds(self, path: str) -> int:
        """Return how many characters of an address lead to this place; 0 for none."""
        own = (self.path, *self.parts)
        return max((len(root) for root in own if _lies_under(path, root)), default=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A place as the menu shows it."""

    path: str
    word: str
    is_current: bool


def _everybody(_: Principal) -> bool:
    return True


def _staff(principal: Principal) -> bool:
    return principal.is_staff


def _administration(principal: Principal) -> bool:
    return principal.is_staff and principal.is_admin


def _more_than_documents(principal: Principal) -> bool:
    return principal.role != "documents"


def _asks(principal: Principal) -> bool:
    return not principal.is_staff and principal.role != "documents"


def _own_administrator(principal: Principal) -> bool:
    return not principal.is_staff and principal.is_admin


def _administrator_or_key_user(principal: Principal) -> bool:
    is_key_user = not principal.is_staff and UNLOCK_AREAS in principal.grants
    return _own_administrator(principal) or is_key_user


def _self_services(principal: Principal) -> bool:
    return principal.may_use_self_services


def has_devices(principal: Principal) -> bool:
    """Whether devices are shown to somebody: whoever does something about them sees them too."""
    ways = ("devices", "service_calls", "consumables", "meter_readings")
    return principal.organisation_id is not None and any(map(principal.may_enter, ways))


def _consumables(principal: Principal) -> bool:
    return principal.organisation_id is not None and principal.may_enter("consumables")


def sees_customers(principal: Principal) -> bool:
    """Whether somebody sees the customers of his partner."""
    return principal.organisation_kind == "partner" and principal.may_enter("business")


def _business_or_its_desk(principal: Principal) -> bool:
    return principal.is_staff or sees_customers(principal)


def reads_meters(principal: Principal) -> bool:
    """Whether somebody reads counters of his own organisation's devices."""
    has_own = principal.organisation_id is not None and not principal.is_staff
    return has_own and principal.may_enter("meter_readings")


def has_contracts(principal: Principal) -> bool:
    """Whether contracts are shown to somebody: his company's, or those of his customers."""
    own = principal.organisation_kind == "customer" and principal.is_admin
    return own or sees_customers(principal)


PLACES: Final = (
    Place(
        path="/overview",
        word="overview",
        open_to=_more_than_documents,
        parts=("/audit", "/desk/unactivated", "/system"),
    ),
    Place(path="/post", word="post", open_to=_everybody),
    Place(path="/desk", word="desk", open_to=_staff, parts=("/requests",)),
    Place(path="/requests", word="requests", open_to=_asks),
    Place(path="/desk/customers", word="customers", open_to=_staff, parts=("/office/customers",)),
    Place(path="/master-data", word="master_data", open_to=_staff),
    Place(path="/office", word="office", open_to=_administration, parts=("/delivery-failures",)),
    Place(
        path="/company",
        word="company",
        open_to=_own_administrator,
        parts=("/connections", "/api-keys"),
    ),
    Place(
        path="/users",
        word="users",
        open_to=_administrator_or_key_user,
        parts=("/document-visibility",),
    ),
    Place(
        path="/packages",
        word="packages",
        open_to=_self_services,
        parts=(
            "/plan",
            "/desk/packages",
            "/desk/package-definitions",
            "/desk/plans",
        ),
    ),
    Place(path="/business", word="business", open_to=_business_or_its_desk),
    Place(path="/contracts", word="contracts", open_to=has_contracts, parts=("/ftp-access",)),
    Place(path="/devices", word="devices", open_to=has_devices),
    Place(path="/orders", word="orders", open_to=_consumables),
    Place(path="/meter-readings", word="meter_readings", open_to=reads_meters),
    Place(
        path="/knowledge", word="knowledge", open_to=_more_than_documents, parts=("/desk/content",)
    ),
    Place(path="/delivery", word="delivery", open_to=_everybody),
)


def menu(principal: Principal, path: str) -> tuple[Entry, ...]:
    """Return exactly the places that somebody may go to; the one nearest to `path` is current."""
    places = [place for place in PLACES if place.open_to(principal)]
    nearest = max((place.holds(path) for place in places), default=0)
    return tuple(
        Entry(
            path=place.path,
            word=place.word,
            is_current=nearest > 0 and place.holds(path) == nearest,
        )
        for place in places
    )


def _lies_under(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")
