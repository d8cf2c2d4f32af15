import pytest

from catalog.use_cases.entitlements.list_entitlements import list_entitlements
from chassis.testing import a_principal
from contracts.errors import NoMembership, NotPermitted


@pytest.mark.req("SE-11", "D2")
def test_every_customer_has_the_base_set_at_no_price_without_booking() -> None:
    customer = a_principal(organisation_kind="customer", role="admin")

    (base,) = list_entitlements(customer).items

    assert base.key == "base"
    assert base.price.minor_units == 0
    assert base.until is None


@pytest.mark.parametrize("kind", ["partner", "vendor"])
def test_only_customers_have_the_base_set(kind: str) -> None:
    assert list_entitlements(a_principal(organisation_kind=kind)).items == ()


@pytest.mark.parametrize("role", ["member", "documents"])
def test_self_services_are_for_admins(role: str) -> None:
    with pytest.raises(NotPermitted):
        list_entitlements(a_principal(role=role))


def test_who_belongs_nowhere_is_told_so() -> None:
    with pytest.raises(NoMembership):
        list_entitlements(a_principal(organisation_id=None, organisation_kind=None, role=None))
