"""Who belongs nowhere, or is no person, is shown nothing of contracts, business or packages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from catalog.domain.self_services import require_customer_admin, require_self_services
from catalog.domain.sight import sight_of_business, sight_of_contracts
from chassis.testing import a_principal
from contracts.errors import NoMembership, NotPermitted
from contracts.principal import Principal

RULES: list[Callable[[Principal], object]] = [
    require_customer_admin,
    require_self_services,
    sight_of_business,
    sight_of_contracts,
]


@pytest.mark.parametrize("rule", RULES)
def test_who_belongs_to_no_organisation_is_told_so(rule: Callable[[Principal], object]) -> None:
    with pytest.raises(NoMembership):
        rule(a_principal(organisation_id=None, organisation_kind=None, role=None))


@pytest.mark.parametrize("organisation_kind", ["customer", "partner", "vendor"])
@pytest.mark.parametrize("rule", RULES)
def test_a_system_that_publishes_is_no_person(
    rule: Callable[[Principal], object], organisation_kind: str
) -> None:
    system = a_principal(
        kind="system",
        organisation_kind=organisation_kind,
        role=None,
        scopes=("documents.publish",),
    )

    with pytest.raises(NotPermitted):
        rule(system)
