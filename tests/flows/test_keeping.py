"""Documents are kept for twelve months, whoever wants them gone, and every step is on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.flows.conftest import MakeWorld
from tests.flows.world import World
from tests.waiting import until

YEAR = timedelta(days=365)


@pytest.mark.req("SE-61", "BR-12", "H12", "B11")
def test_nobody_deletes_a_document_within_twelve_months(make_world: MakeWorld) -> None:
    with make_world() as world:
        customer = world.new_customer()
        world.portal.settle_in(customer.admin)
        published = world.issue(customer, "RE-700")
        world.assert_once(customer, [published])

        world.product.move_clock(YEAR - timedelta(days=1))

        admin, staff = world.portal.settle_in(customer.admin), world.staff()
        (document,) = world.documents(admin)
        path = f"/v1/documents/{document['id']}"
        assert world.get(f"{path}/content", admin).content == published.content
        for token, query in (
            (admin, {}),
            (staff, {"organisation_id": document["organisation_id"]}),
        ):
            refused = world.portal.http.delete(path, headers=world.portal.as_(token), params=query)
            assert (refused.status_code, refused.json()["code"]) == (409, "retention_protected")

        world.product.move_clock(timedelta(days=2))

        admin = world.portal.settle_in(customer.admin)
        assert world.get(f"{path}/content", admin).content == published.content
        allowed = world.portal.http.delete(path, headers=world.portal.as_(admin))
        assert allowed.status_code == 204
        until(lambda: world.get(path, admin).status_code == 404)


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
