"""What an organisation may use, and why."""

from contracts.catalog import Entitlement
from contracts.money import Money
from contracts.principal import OrganisationKind

BASE = Entitlement(
    key="base",
    source="included",
    price=Money(minor_units=0, currency="EUR"),
    until=None,
)


def entitlements_of(kind: OrganisationKind | None) -> tuple[Entitlement, ...]:
    """Return what an organisation of this kind may use without booking anything.

    Every customer has the base set at no price and for no limited time (SE-11). It follows from
    being a customer, so it is no row that could be missing.
    """
    return (BASE,) if kind == "customer" else ()
