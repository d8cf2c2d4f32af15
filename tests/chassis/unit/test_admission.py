"""Who is let into a method before it begins."""

from typing import Any

import pytest

from chassis.entrypoints.admission import Admission
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import CustomerMustAgree, NotPermitted, WireError

LOOKING_IN = {"support_session_id": new_id()}
MACHINE = {"kind": "system", "role": None, "reads_only": True}


@pytest.mark.parametrize(
    ("caller", "refusal"),
    [(LOOKING_IN, CustomerMustAgree()), (MACHINE, NotPermitted("reads_only"))],
)
def test_who_only_looks_changes_nothing(caller: dict[str, Any], refusal: WireError) -> None:
    Admission(reads=True).require(a_principal(**caller))

    with pytest.raises(type(refusal)) as refused:
        Admission(reads=False).require(a_principal(**caller))

    assert refused.value.arguments == refusal.arguments
