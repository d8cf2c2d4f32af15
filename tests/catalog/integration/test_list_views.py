"""Views of lists: everybody's own, the same on every device."""

from functools import partial

import msgspec
import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import InvalidInput, NoMembership, NotPermitted
from contracts.list_views import ListView, PutListView
from tests.catalog.integration.desk import Desk
from tests.identity.integration.threads import at_once

CHOSEN = ListView(columns=("customer", "number", "vanished"), sort="-number")


@pytest.mark.req("DW-30", "DW-31", "E4")
def test_one_returns_to_ones_last_view_from_another_session_and_nobody_else_does(
    desk: Desk,
) -> None:
    person = a_principal()
    elsewhere = msgspec.structs.replace(person, session_id=new_id())
    colleague = a_principal(organisation_id=person.organisation_id)
    at_another_site = msgspec.structs.replace(person, organisation_id=new_id())

    desk.service.put_list_view(person, PutListView(list_name="contracts", view=CHOSEN))
    desk.service.put_list_view(person, PutListView(list_name="contracts", view=CHOSEN))

    assert desk.service.get_list_view(elsewhere, "contracts") == CHOSEN
    for other in (colleague, at_another_site):
        assert desk.service.get_list_view(other, "contracts") == ListView()
    assert desk.service.get_list_view(person, "customers") == ListView()


def test_of_two_views_chosen_at_once_one_counts(desk: Desk) -> None:
    person = a_principal()
    views = [ListView(sort="number"), CHOSEN]

    at_once(
        *[
            partial(desk.service.put_list_view, person, PutListView(list_name="customers", view=v))
            for v in views
        ]
    )

    assert desk.service.get_list_view(person, "customers") in views


def test_a_column_twice_and_whoever_is_no_member_are_refused(desk: Desk) -> None:
    twice = PutListView(list_name="contracts", view=ListView(columns=("number", "number")))

    with pytest.raises(InvalidInput):
        desk.service.put_list_view(a_principal(), twice)
    with pytest.raises(NoMembership):
        desk.service.get_list_view(a_principal(organisation_id=None), "contracts")
    with pytest.raises(NotPermitted):
        desk.service.get_list_view(a_principal(kind="system"), "contracts")
