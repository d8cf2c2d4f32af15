"""Who may read requests at all."""

from typing import Any

import pytest

from chassis.testing import a_principal
from contracts.errors import NoMembership, NotPermitted, WireError
from tickets.use_cases.requests.reach_request import require_reader


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"organisation_id": None}, NoMembership()),
        ({"kind": "system", "role": None}, NotPermitted("session")),
        (
            {"kind": "system", "role": None, "reads_only": True, "areas": ("post",)},
            NotPermitted("session"),
        ),
        ({"role": "documents"}, NotPermitted("role_sees_documents_only")),
    ],
)
def test_newcomers_systems_and_accounts_for_documents_read_no_requests(
    changes: dict[str, Any], refusal: WireError
) -> None:
    with pytest.raises(type(refusal)) as refused:
        require_reader(a_principal(**changes))

    assert refused.value.arguments == refusal.arguments


def test_a_member_reads_those_of_his_organisation() -> None:
    member = a_principal(role="member")

    assert require_reader(member) == member.organisation_id
