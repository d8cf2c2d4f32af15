"""What the services answer to somebody who opens an area, told beforehand."""

from typing import Any

import pytest

from chassis.testing import a_principal
from contracts.errors import NoMembership, NotPermitted, WireError
from contracts.explain import SELF_SERVICES
from identity.use_cases.explain.explain_area import refusal_of_area

NEWCOMER = {"organisation_id": None, "organisation_kind": None, "role": None}


@pytest.mark.parametrize(
    ("caller", "answer"),
    [
        ({}, None),
        (NEWCOMER, NoMembership()),
        ({"role": "member"}, NotPermitted("admin")),
    ],
)
def test_self_services_answer_a_newcomer_and_a_member_each_in_words_of_their_own(
    caller: dict[str, Any], answer: WireError | None
) -> None:
    refusal = refusal_of_area(a_principal(**caller), SELF_SERVICES)

    assert repr(refusal) == repr(answer)
