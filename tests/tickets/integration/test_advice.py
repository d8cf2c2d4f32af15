"""Advice before a request is sent, and open requests that seem to say the same."""

from typing import Any

import pytest

from chassis.testing import a_principal
from contracts.errors import NotPermitted
from contracts.principal import Principal
from contracts.tickets import AdviseRequest, RequestAdvice
from tests.tickets.integration.conversation import ORGANISATION, share
from tests.tickets.integration.desk import close
from tests.tickets.integration.world import World, a_colleague, staff

TITLE = "Drucker im Lager zieht kein Papier ein"


def advise(world: World, caller: Principal, title: str = TITLE) -> RequestAdvice:
    return world.service.advise_request(caller, AdviseRequest(title=title, description=title))


@pytest.mark.req("FD-11", "C14")
def test_a_vague_title_is_met_with_advice_and_opened_all_the_same(world: World) -> None:
    customer = a_principal()

    advised = advise(world, customer, "faktur:box geht nicht")
    opened = world.open(customer, title="faktur:box geht nicht")

    assert "title_says_no_fault" in advised.advice
    assert "title_says_no_fault" in opened.advice
    assert advise(world, customer).advice == ()


@pytest.mark.req("C14")
def test_open_requests_alike_are_shown_to_whoever_may_see_them(world: World) -> None:
    customer = a_principal()
    colleague = a_colleague(customer)
    own = world.open(customer, title="Der Drucker im Lager zieht kein Papier mehr ein")
    world.open(customer, title="Rechnung RE-4711 ist doppelt", idempotency_key="2")
    shared = world.open(colleague, title="Drucker Lager zieht kein Papier ein")
    hidden = world.open(colleague, title=TITLE, idempotency_key="2")
    world.open(a_principal(), title=TITLE)
    share(world, colleague, shared, ORGANISATION)

    similar = [each.id for each in advise(world, customer).similar]

    assert set(similar) == {own.id, shared.id}
    assert hidden.id in [each.id for each in advise(world, colleague).similar]


@pytest.mark.req("C14")
def test_what_is_closed_is_no_duplicate(world: World) -> None:
    customer = a_principal()
    request = world.open(customer, title=TITLE)

    before = advise(world, customer).similar
    close(world, staff(), request)

    assert [each.id for each in before] == [request.id]
    assert advise(world, customer).similar == ()


def test_an_empty_form_and_an_account_for_documents_are_answered_without_harm(
    world: World,
) -> None:
    assert advise(world, a_principal(), "").similar == ()
    with pytest.raises(NotPermitted):
        advise(world, a_principal(role="documents"))


@pytest.mark.req("FD-11")
def test_how_much_is_said_is_counted_by_the_list_of_its_kind(world: World) -> None:
    customer = a_principal()

    def advised(**said: Any) -> RequestAdvice:
        return world.service.advise_request(customer, AdviseRequest(**said))

    vague = advised(title="faktur:box geht nicht", kind="technical_problem")
    told = advised(
        title=TITLE,
        description="Seit heute Morgen, bei jedem Format, mit Fehlercode E-12 im Display.",
        kind="technical_problem",
        fields={"affected": "device", "error_message": "E-12"},
    )
    of_no_kind = advised(title=TITLE, kind="nothing_like_it")

    assert vague.score_percent < 40 < told.score_percent
    assert (len(vague.advice), len(told.advice)) == (2, 0)
    assert told.unfilled == ("since", "phone")
    assert of_no_kind.unfilled == ()
