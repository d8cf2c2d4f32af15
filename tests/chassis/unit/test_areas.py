"""Who enters an area, and which of several reasons is told to whom it is closed."""

from typing import Any

import pytest

from chassis.service import require_area
from chassis.testing import a_principal
from contracts.errors import AreaNotVisible, EntitlementMissing, NoMembership, WireError
from contracts.principal import AREAS, BOOKED_AREAS


@pytest.mark.req("A15")
@pytest.mark.parametrize("area", AREAS)
def test_each_area_opens_to_those_who_see_it_and_to_nobody_else(area: str) -> None:
    others = tuple(each for each in AREAS if each != area)
    inside = a_principal(role="member", areas=(area,))

    with pytest.raises(AreaNotVisible) as refused:
        require_area(a_principal(role="admin", areas=others), area)

    assert refused.value.arguments == (area,)
    assert require_area(inside, area) == inside.organisation_id


@pytest.mark.parametrize("area", BOOKED_AREAS)
def test_what_is_not_booked_is_closed_to_whoever_sees_it(area: str) -> None:
    others = tuple(each for each in BOOKED_AREAS if each != area)

    with pytest.raises(EntitlementMissing) as refused:
        require_area(a_principal(entitlements=("base", *others)), area)

    assert refused.value.arguments == (area,)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"organisation_id": None, "areas": ()}, NoMembership),
        ({"areas": (), "entitlements": ()}, EntitlementMissing),
        ({"areas": ()}, AreaNotVisible),
    ],
)
def test_the_reason_told_is_the_one_to_mend_first(
    changes: dict[str, Any], expected: type[WireError]
) -> None:
    with pytest.raises(expected):
        require_area(a_principal(**changes), "wiki")


def test_the_vendors_people_enter_every_area_whatever_was_booked() -> None:
    staff = a_principal(organisation_kind="vendor", areas=(), entitlements=())

    assert all(require_area(staff, area) == staff.organisation_id for area in AREAS)
