"""Every step is on record, and stays as it was written."""

from __future__ import annotations

import pytest

from tests.flows.world import World


@pytest.mark.req("BR-11", "A25")
def test_what_was_done_is_on_record_and_cannot_be_changed(world: World) -> None:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)

    entries = world.get("/v1/audit", admin).json()["items"]

    actions = [entry["action"] for entry in entries]
    assert any("accepted" in action for action in actions), actions
    sequences = [entry["sequence"] for entry in entries]
    assert sequences == sorted(sequences, reverse=True)
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        for path in ("/v1/audit", f"/v1/audit/{sequences[0]}"):
            answer = world.portal.http.request(
                method, path, headers=world.portal.as_(admin), json={}
            )
            assert answer.status_code in {404, 405}, (method, path)
