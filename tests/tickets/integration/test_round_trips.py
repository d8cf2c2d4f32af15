"""How often a call goes to the database: once, where somebody reads what is his."""

from collections.abc import Callable

import pytest

from chassis.testing import a_principal
from contracts.principal import Principal
from contracts.request_desk import DeskQuery
from contracts.tickets import Request
from tests.round_trips import noted_messages
from tests.tickets.integration.conversation import say
from tests.tickets.integration.world import World, staff

Call = Callable[[World, Principal, Request], object]
CALLS: dict[str, tuple[int, Call]] = {
    "his list": (1, lambda world, caller, _: world.page(caller)),
    "his list by news": (1, lambda world, caller, _: world.page(caller, sort="activity")),
    "what is shared with him": (1, lambda world, caller, _: world.page(caller, scope="shared")),
    "his request": (1, lambda world, caller, request: world.detail(caller, request)),
    "what he is reminded of": (
        2,  # how many are open, and how many hold news
        lambda world, caller, _: world.service.summarise_requests(caller),
    ),
    "the desk": (1, lambda world, *_: world.service.list_desk_requests(staff(), DeskQuery())),
    "the desk's queue": (
        1,
        lambda world, *_: world.service.list_desk_requests(
            staff(), DeskQuery(open=True, sort="activity", department="technical_support")
        ),
    ),
    "what nobody of the desk takes care of": (
        1,
        lambda world, *_: world.service.list_desk_requests(staff(), DeskQuery(assignee="nobody")),
    ),
    "what the desk searches for": (
        2,  # which requests have the rare word, and these
        lambda world, *_: world.service.list_desk_requests(staff(), DeskQuery(search="E-12")),
    ),
    "a request at the desk": (
        3,  # whose it is, what it is, and who else sees it
        lambda world, _, request: world.detail(staff(), request),
    ),
    # What is known before; then who opens it, the request, its news, the mail, who receives it, the
    # trail, and the end.
    "opening another": (
        8,
        lambda world, caller, _: world.open(caller, idempotency_key="form-2"),
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_whoever_asks_or_opens_goes_to_the_database_as_seldom_as_can_be(
    world: World, name: str
) -> None:
    most, call = CALLS[name]
    customer = a_principal()
    request = world.open(customer)
    say(world, staff(), request, "Ein Techniker kommt.")

    with noted_messages(world.database) as sent:
        call(world, customer, request)

    assert len(sent) == most, sent


def test_a_page_of_the_desk_is_walked_to_along_an_index_and_not_sorted(world: World) -> None:
    world.open(a_principal())

    with noted_messages(world.database) as sent:
        world.service.list_desk_requests(staff(), DeskQuery())

    assert "SET LOCAL enable_sort = 'off'; " in sent[0]
    assert sent[0].startswith("SET LOCAL app.every_organisation = 'on'; SET LOCAL transaction_read")
