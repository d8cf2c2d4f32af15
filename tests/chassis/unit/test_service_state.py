"""Who is told how a service is."""

from typing import Any

import pytest

from chassis.service import Service
from chassis.testing import a_principal
from contracts.errors import NotPermitted


class AnyService(Service[Any, Any]):
    """A service with no ways in of its own."""

    name = "any"


@pytest.mark.parametrize(
    "changes",
    [{}, {"organisation_kind": "vendor", "role": "member"}, {"organisation_kind": "partner"}],
)
def test_how_a_service_is_only_the_vendors_administration_is_told(changes: dict[str, Any]) -> None:
    with pytest.raises(NotPermitted, match="vendor_administration"):
        AnyService().get_service_state(a_principal(**changes))
