"""Links that prove an address: looking at one uses nothing up and tells only its holder."""

from datetime import timedelta

import pytest

from contracts.accounts import AskForLink, LinkPurpose, ResetPassword
from contracts.errors import LinkNotUsable, NotFound
from tests.identity.integration.world import World

NEW_PASSWORD = "sieben Kraniche fliegen nordwärts"
ADDRESS = "erika@muster.example"


@pytest.fixture
def token(world: World) -> str:
    """Return the token of a link with which Erika may choose a new password."""
    world.admin()
    world.service.request_password_reset(AskForLink(email=ADDRESS))
    return world.token_mailed_to(ADDRESS)


@pytest.mark.req("FD-21")
def test_looking_at_a_link_fifty_times_leaves_it_good(world: World, token: str) -> None:
    looks = [world.service.preview_link("password_reset", token) for _ in range(50)]

    assert {look.email for look in looks} == {ADDRESS}
    assert looks[0].expires_at == world.clock.now() + timedelta(minutes=60)
    world.service.reset_password(ResetPassword(token=token, password=NEW_PASSWORD))


def test_a_used_a_replaced_and_an_expired_link_say_so(world: World, token: str) -> None:
    world.service.request_password_reset(AskForLink(email=ADDRESS))
    second = world.token_mailed_to(ADDRESS)
    world.service.reset_password(ResetPassword(token=second, password=NEW_PASSWORD))
    world.service.request_password_reset(AskForLink(email=ADDRESS))
    third = world.token_mailed_to(ADDRESS)
    world.clock.move(timedelta(minutes=60))

    reasons = []
    for each in (token, second, third):
        with pytest.raises(LinkNotUsable) as refused:
            world.service.preview_link("password_reset", each)
        reasons.append(refused.value.arguments)

    assert reasons == [("link_replaced",), ("link_used",), ("link_expired",)]


@pytest.mark.parametrize("purpose", ["registration", "password_reset"])
def test_a_link_for_something_else_and_no_link_look_the_same(
    world: World, token: str, purpose: LinkPurpose
) -> None:
    other = token if purpose == "registration" else "kp_unknown"

    with pytest.raises(NotFound) as refused:
        world.service.preview_link(purpose, other)

    assert refused.value.arguments == ("link",)
