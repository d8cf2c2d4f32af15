"""Who may read requests at all, and ask for changes of master data."""

from typing import Any

import pytest

from chassis.testing import a_principal
from contracts.errors import NoMembership, NotPermitted, WireError
from tickets.domain.master_data import asker_of
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


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"role": "member"}, "admin"), ({"organisation_kind": "vendor"}, "not_for_the_vendor")],
)
def test_master_data_are_asked_for_by_a_companys_administrators_alone(
    changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(NotPermitted, match=reason):
        asker_of(a_principal(**changes))
