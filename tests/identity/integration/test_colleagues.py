"""Who finds whom in one's own organisation."""

import pytest

from contracts.colleagues import ColleagueQuery
from contracts.errors import NotPermitted
from tests.identity.integration.world import World

KIM = "kim@muster.example"


def test_a_colleague_is_found_by_address_or_id_and_nobody_else_is_named(world: World) -> None:
    admin = world.admin()
    kim = world.accept_invited(admin, KIM)
    member = world.member(admin, "lea@muster.example")
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = world.accept("chef@fremd.example")
    asked = (
        ColleagueQuery(email=" KIM@Muster.example "),
        ColleagueQuery(person_ids=(kim.person_id, foreign.person_id)),
        ColleagueQuery(email="chef@fremd.example"),
        ColleagueQuery(email="\0"),
        ColleagueQuery(),
    )

    found = [
        [each.person_id for each in world.service.find_colleagues(member, query).items]
        for query in asked
    ]

    assert found == [[kim.person_id], [kim.person_id], [], [], []]


def test_accounts_for_documents_find_nobody_and_are_nobodys_colleagues(world: World) -> None:
    admin = world.admin()
    account = world.accept_invited(admin, "rechnung@muster.example", role="documents")

    found = world.service.find_colleagues(
        admin, ColleagueQuery(email="rechnung@muster.example", person_ids=(account.person_id,))
    )

    assert found.items == ()
    with pytest.raises(NotPermitted):
        world.service.find_colleagues(world.principal_of(account), ColleagueQuery(email=KIM))
