"""What is told to those who look at requests just now, and what they are told they have missed."""

from datetime import timedelta
from uuid import UUID

import pytest

from chassis.testing import a_principal
from contracts.errors import NotPermitted
from contracts.principal import Principal
from contracts.request_news import News, NewsQuery
from tests.tickets.integration.conversation import (
    ORGANISATION,
    say,
    share,
    unshare,
    with_partner,
    with_person,
)
from tests.tickets.integration.world import World, a_colleague, staff

LATER = timedelta(minutes=5)


def heard_by(world: World, caller: Principal) -> list[UUID]:
    """Return the requests that somebody who listened all the time was told of."""
    names = set(world.service.list_news(caller, NewsQuery()).listens_to)
    told = world.told("request_news")
    return [UUID(each["request_id"]) for each in told if names & set(each["hearers"])]


def missed(world: World, caller: Principal, minutes: int) -> News:
    """Return what somebody is told who has heard nothing for some minutes."""
    since = world.clock.now() - timedelta(minutes=minutes)
    return world.service.list_news(caller, NewsQuery(since=since))


@pytest.mark.req("FD-17")
def test_an_internal_note_is_heard_by_the_vendor_alone_and_says_no_word(world: World) -> None:
    customer, agent = a_principal(), staff()
    request = world.open(customer)
    share(world, customer, request, ORGANISATION)
    before = {who: len(heard_by(world, who)) for who in (customer, agent)}
    colleague = a_colleague(customer)
    colleague_before = len(heard_by(world, colleague))

    say(world, agent, request, "Der Kunde zahlt spät", "vendor")

    assert len(heard_by(world, agent)) == before[agent] + 1
    assert len(heard_by(world, customer)) == before[customer]
    assert len(heard_by(world, colleague)) == colleague_before
    assert set(world.told("request_news")[-1]) == {"request_id", "at", "hearers"}


def test_what_a_customer_says_is_heard_by_whom_he_shares_with_until_he_shares_no_more(
    world: World,
) -> None:
    customer = a_principal()
    colleague, partner = a_colleague(customer), a_principal(organisation_kind="partner")
    request = world.open(customer)
    assert heard_by(world, colleague) == []
    share(world, customer, request, with_person(colleague))
    share(world, staff(), request, with_partner(partner))

    say(world, customer, request)
    assert len(heard_by(world, colleague)) == 3  # shared twice, and said
    assert len(heard_by(world, partner)) == 2

    unshare(world, customer, request, with_person(colleague))
    at_the_end = len(heard_by(world, colleague))
    say(world, customer, request)

    # The end itself is heard, so that an open page is read anew and shows nothing any more.
    assert at_the_end == 4
    assert len(heard_by(world, colleague)) == 4
    assert heard_by(world, a_principal()) == []


def test_whoever_comes_back_is_told_which_requests_hold_news_for_him(world: World) -> None:
    customer, agent = a_principal(), staff()
    colleague = a_colleague(customer)
    quiet = world.open(customer, idempotency_key="1")
    shared = world.open(colleague, idempotency_key="2")
    share(world, colleague, shared, with_person(customer))
    world.clock.move(LATER)
    say(world, agent, shared)
    say(world, agent, quiet, "Intern", "vendor")

    assert missed(world, customer, 2).request_ids == (shared.id,)
    assert missed(world, colleague, 2).request_ids == (shared.id,)
    assert set(missed(world, agent, 2).request_ids) == {shared.id, quiet.id}
    assert set(missed(world, customer, 8).request_ids) == {shared.id, quiet.id}
    assert missed(world, a_principal(), 8).request_ids == ()
    assert not missed(world, customer, 8).is_cut


def test_a_partner_who_comes_back_reads_everything_anew(world: World) -> None:
    partner = a_principal(organisation_kind="partner")

    assert missed(world, partner, 2).is_cut
    assert not world.service.list_news(partner, NewsQuery()).is_cut


def test_an_account_for_documents_hears_nothing(world: World) -> None:
    with pytest.raises(NotPermitted):
        world.service.list_news(a_principal(role="documents"), NewsQuery())
