"""Exports by call: who may ask, and that the service makes them by itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.principal import Principal
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World
from tests.waiting import until


def ask(world: World, caller: Principal, **request: Any) -> dict[str, Any]:
    return world.call("request_export", caller, request=request)


def export_of(world: World, caller: Principal, export_id: str) -> dict[str, Any]:
    answer = world.call("get_export", caller, export_id=export_id)
    assert answer["error"] is None, answer
    result: dict[str, Any] = answer["result"]
    return result


@pytest.mark.req("SE-62", "B14")
def test_an_export_is_made_in_the_background_while_identity_is_away(world: World) -> None:
    world.publish(plain_pdf())
    world.wait_listed()
    admin = world.admin()

    answer = ask(world, admin)

    assert answer["error"] is None, answer
    export_id = answer["result"]["id"]
    until(lambda: export_of(world, admin, export_id)["state"] == "ready", seconds=30)
    (part,) = export_of(world, admin, export_id)["parts"]
    opened = world.call("open_export_part", admin, export_id=export_id, number=1)["result"]
    assert (opened["sha256"], opened["media_type"]) == (part["sha256"], "application/zip")
    key = world.call("get_export_key", admin)["result"]
    assert (key["kty"], key["crv"]) == ("OKP", "Ed25519")
    assert "d" not in key


@pytest.mark.req("BR-10")
def test_foreign_exports_and_exports_that_are_none_look_the_same(world: World) -> None:
    world.publish(plain_pdf())
    world.wait_listed()
    admin = world.admin()
    export_id = ask(world, admin)["result"]["id"]
    colleague = world.admin(subject=new_id())
    stranger = world.admin(subject=admin.subject, organisation_id=new_id())

    for caller, which in (
        (colleague, export_id),
        (stranger, export_id),
        (admin, str(UUID(int=1))),
    ):
        for method in ("get_export", "cancel_export"):
            error = world.call(method, caller, export_id=which)["error"]
            assert (error["exc_type"], error["exc_args"]) == ("NotFound", ["export"])
        error = world.call("open_export_part", caller, export_id=which, number=1)["error"]
        assert (error["exc_type"], error["exc_args"]) == ("NotFound", ["export"])
    assert world.call("list_exports", colleague)["result"]["items"] == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"areas": ()}, "AreaNotVisible"),
        ({"organisation_id": None}, "NoMembership"),
        ({"support_session_id": new_id()}, "CustomerMustAgree"),
    ],
)
def test_who_may_not_read_may_not_export(world: World, changes: dict[str, Any], error: str) -> None:
    answer = ask(world, world.admin(**changes))

    assert answer["error"]["exc_type"] == error
