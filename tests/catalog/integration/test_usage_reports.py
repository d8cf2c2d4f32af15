"""What other systems report of the use of plans, and what they are told of packages."""

from typing import Any
from uuid import UUID

import pytest

from chassis.entrypoints import Incoming
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.plan_usage import PlanUsageReported
from contracts.plans import LimitName
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.test_plans import customer_with_plan
from tests.identity.integration.threads import at_once


def a_report(**changes: Any) -> Incoming[PlanUsageReported]:
    """Return a report of a scan of customer 10001, with `changes`."""
    data: dict[str, Any] = {"customer_number": "10001", "limit": "document_scans", "item": "s-1"}
    return Incoming(
        id=str(new_id()),
        source="/erp/demo",
        type="plan.usage_reported.v1",
        time=None,
        body_sha256="a" * 64,
        data=PlanUsageReported(**(data | changes)),
    )


def used(desk: Desk, organisation_id: UUID | None, limit: LimitName) -> int:
    """Return how much of a limit the plan shows as used."""
    staff = a_principal(organisation_kind="vendor")
    uses = desk.service.get_subscription(staff, organisation_id).uses
    return next(each.used for each in uses if each.limit == limit)


@pytest.mark.req("D9")
def test_what_happened_is_counted_once_whatever_the_plan_allows(desk: Desk) -> None:
    own = customer_with_plan(desk).organisation_id
    for number in range(3):
        for _ in range(2):
            register = a_report(limit="cash_registers", item=f"register-{number}")
            desk.service.receive_usage(register)
    scan = a_report()

    at_once(*[lambda: desk.service.receive_usage(scan)] * 2)
    desk.service.receive_usage(a_report())
    desk.service.receive_usage(a_report(limit="cash_registers", item="register-0", in_use=False))

    assert used(desk, own, "cash_registers") == 2
    assert used(desk, own, "document_scans") == 1


def test_a_report_of_nobody_waits_and_one_without_a_plan_counts_nothing(desk: Desk) -> None:
    with pytest.raises(Refused) as early:
        desk.service.receive_usage(a_report())
    desk.new_customer()

    desk.service.receive_usage(a_report())
    with pytest.raises(Refused) as blank:
        desk.service.receive_usage(a_report(item=" "))

    assert early.value.waits_for == "customer:10001"
    assert blank.value.code == "invalid_data"
    assert desk.run_sql("SELECT 1 FROM plan_use") == []


@pytest.mark.req("SE-18")
def test_other_systems_hear_once_of_each_wish_for_a_package(desk: Desk) -> None:
    admin = a_principal(organisation_id=desk.new_customer())

    for _ in range(2):
        request = desk.service.request_package(admin, "academy", "trial")

    (wished,) = desk.announced("package.requested.v1", dict)
    assert wished["data"]["request_id"] == str(request.id)
    assert wished["data"]["customer_number"] == "10001"
    assert wished["data"]["intent"] == "trial"
