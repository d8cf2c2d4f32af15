"""What the other services hear of what organisations may use."""

from functools import partial

import pytest

from tests.catalog.integration.desk import Desk, an_organisation_changed, incoming
from tests.identity.integration.threads import at_once


@pytest.mark.req("SE-11")
def test_every_new_customer_is_told_to_have_the_base_set(desk: Desk) -> None:
    organisation_id = desk.new_customer()

    (told,) = desk.entitlements()
    assert told.organisation_id == organisation_id
    assert (told.version, told.entitlements) == (1, ("base",))


@pytest.mark.parametrize("kind", ["partner", "vendor"])
def test_nothing_is_told_of_who_may_use_nothing(desk: Desk, kind: str) -> None:
    desk.new_customer(kind=kind, customer_number=None)

    assert desk.entitlements() == []


def test_a_change_of_master_data_is_no_news(desk: Desk) -> None:
    changed = an_organisation_changed()
    desk.service.remember_organisation(incoming(changed))

    desk.service.remember_organisation(
        incoming(an_organisation_changed(organisation_id=changed.organisation_id, version=2))
    )

    assert len(desk.entitlements()) == 1


def test_an_announcement_taken_by_two_at_once_is_told_once(desk: Desk) -> None:
    numbers = [f"{number:05}" for number in range(30001, 30151)]
    events = [incoming(an_organisation_changed(customer_number=number)) for number in numbers]

    for event in events:
        at_once(*[partial(desk.service.remember_organisation, event)] * 4)

    assert len(desk.entitlements()) == len(events)
