"""No partner reaches another partner's customers, also with either wall taken down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from sqlalchemy import true

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import TestKeys
from contracts.errors import WireError
from contracts.identity import Organisation
from contracts.partners import SetPartner
from contracts.principal import Principal
from identity.store import partner_customers
from kontor_local.databases import DatabaseUrls
from tests.identity.integration.partners import assign, certified_admin, customer_of, page
from tests.identity.integration.test_two_walls import take_down_row_security
from tests.identity.integration.world import World, make_world


@dataclass(frozen=True, kw_only=True, slots=True)
class Rivals:
    """Two certified partners with a customer each, and an administrator who sees all of his."""

    world: World
    own: Principal
    foreign: Principal
    own_customer: Organisation
    foreign_customer: Organisation


@pytest.fixture(params=["both walls", "queries alone", "row-level security alone"])
def rivals(
    request: pytest.FixtureRequest,
    make_database: Callable[[str], DatabaseUrls],
    clock: FixedClock,
    keys: TestKeys,
    monkeypatch: pytest.MonkeyPatch,
) -> Rivals:
    """Return two partners on a database, with one of the walls taken down or none."""
    urls = make_database("identity")
    if request.param == "queries alone":
        take_down_row_security(urls.owner_url)
    world = make_world(Database(urls.application_url), clock, keys)
    own = certified_admin(world)
    foreign = certified_admin(world, name="Rivale (Demo)", contact_email="chef@rivale.example")
    rivals = Rivals(
        world=world,
        own=own,
        foreign=foreign,
        own_customer=customer_of(world, own, "Anker GmbH", "10001", own.subject),
        foreign_customer=customer_of(world, foreign, "Fremde GmbH", "10002", foreign.subject),
    )
    if request.param == "row-level security alone":
        monkeypatch.setattr(partner_customers, "_is_of", lambda _partners: true())
    return rivals


def answer_of(attempt: Callable[[], Any]) -> bytes:
    """Return what crosses the bus, byte for byte."""
    try:
        return msgspec.json.encode(attempt())
    except WireError as error:
        return msgspec.json.encode((type(error).__name__, error.arguments))


@pytest.mark.req("DW-10")
def test_a_partner_lists_finds_and_counts_his_own_customers_alone(rivals: Rivals) -> None:
    world, own = rivals.world, rivals.own

    found = [
        page(world, own, **query)
        for query in (
            {},
            {"search": "GmbH"},
            {"partners": (own.organisation_id, rivals.foreign.organisation_id)},
        )
    ]

    for each in found:
        assert [customer.id for customer in each.items] == [rivals.own_customer.id]
        assert each.total == 1
    assert page(world, own, search="Fremde").total == 0
    assert page(world, own, contact=str(rivals.foreign.subject)).total == 0


def test_a_foreign_customer_answers_byte_for_byte_as_one_that_does_not_exist(
    rivals: Rivals,
) -> None:
    world, own, foreign = rivals.world, rivals.own, rivals.foreign
    before = page(world, foreign)

    def answers_about(customer_id: Any, partner_id: Any) -> list[bytes]:
        return [
            answer_of(lambda: world.service.get_customer(own, customer_id)),
            answer_of(lambda: assign(world, own, customer_id, own.subject)),
            answer_of(lambda: assign(world, own, customer_id, None)),
            answer_of(lambda: page(world, own, partners=(partner_id,))),
            answer_of(
                lambda: world.service.set_partner(
                    own, SetPartner(customer_id=customer_id, partner_id=partner_id, reason="x")
                )
            ),
        ]

    hidden = answers_about(rivals.foreign_customer.id, foreign.organisation_id)
    unknown = answers_about(new_id(), new_id())

    assert hidden == unknown
    assert page(world, foreign) == before


def test_a_foreign_contact_answers_as_one_that_does_not_exist(rivals: Rivals) -> None:
    world, own = rivals.world, rivals.own

    hidden = answer_of(lambda: assign(world, own, rivals.own_customer.id, rivals.foreign.subject))
    unknown = answer_of(lambda: assign(world, own, rivals.own_customer.id, new_id()))

    assert hidden == unknown == b'["InvalidInput",["person_id","not_a_member"]]'


@pytest.mark.parametrize("rivals", ["both walls"], indirect=True)
def test_a_query_that_forgets_sees_the_customers_of_the_named_partner_alone(
    rivals: Rivals,
) -> None:
    world, own = rivals.world, rivals.own.organisation_id

    seen_by_own = world.organisations_seen("partner_customer", organisation_id=own)
    seen_by_nobody = world.organisations_seen("partner_customer", organisation_id=None)

    assert (seen_by_own, seen_by_nobody) == ({own}, set())
