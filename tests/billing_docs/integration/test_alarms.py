"""What `kontor status` names of billing-docs: only what somebody has to look at."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta

import msgspec
import pytest

from billing_docs.calls.alarms import DAMAGED, UNDECIDED
from billing_docs.store.damages import DamageStore
from chassis.cli.services import KnownService
from chassis.cli.status import show_status
from chassis.ids import new_id
from chassis.testing import TestKeys
from contracts.damage import Damage
from tests.billing_docs.integration.clearing import Clearing
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf


def alarms(desk: Desk, capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    """Return what the command would tell of the desk's database, by name."""
    service = KnownService(name="billing_docs", database=desk.database, clock=desk.clock)
    assert show_status([service], Namespace(json=True), {}) == 0
    told = msgspec.json.decode(capsys.readouterr().out)["alarms"]
    return {alarm["look_at"]: alarm["count"] for alarm in told}


@pytest.mark.req("R18", "B12")
def test_damage_and_runs_that_wait_are_named_and_nothing_else(
    desk: Desk, keys: TestKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    customer = desk.new_customer()
    desk.receive(desk.event(plain_pdf(), customer))
    (document,) = desk.stored(customer)
    calm = alarms(desk, capsys)
    damage = Damage(
        id=new_id(),
        organisation_id=customer,
        document_id=document.id,
        kind="missing",
        found_at=desk.clock.now(),
        found_by="scrub",
    )
    desk.clock.move(timedelta(days=4000))

    with desk.database.transaction(organisation_id=customer) as session:
        DamageStore(session).add(damage)
    Clearing(desk=desk, keys=keys).propose()

    assert calm == {}
    assert alarms(desk, capsys) == {DAMAGED.name: 1, UNDECIDED.name: 1}
