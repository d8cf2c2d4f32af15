"""An e-billing address that notices do not reach is a risk until one does, or another is named."""

from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from chassis.errors import Refused
from chassis.ids import new_id
from contracts.risks import RiskQuery
from identity.domain.e_billing import EBillingHealth
from tests.identity.integration.bookings import organisation_of
from tests.identity.integration.bookings import told as coverage
from tests.identity.integration.e_billing import ADDRESS, ANOTHER, failed, named, reached
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World

MINUTE = timedelta(minutes=1)


def bouncing_since(world: World, organisation_id: UUID) -> datetime | None:
    query = RiskQuery(organisation_id=organisation_id, code="e_billing_address_bouncing")
    found = world.service.list_risks(world.staff(), query).items
    return found[0].since if found else None


def test_a_notice_that_was_given_up_makes_the_address_a_risk_of_its_customer(world: World) -> None:
    admin, now = world.admin(), world.clock.now()

    world.service.note_failed_notice(failed(organisation_of(admin), now))

    query = RiskQuery(code="e_billing_address_bouncing")
    (risk,) = world.service.list_risks(admin, query).items
    assert (risk.severity, risk.since) == ("high", now)
    assert (risk.subject_kind, risk.subject_id) == ("organisation", admin.organisation_id)


def test_it_is_mended_by_the_next_success(world: World) -> None:
    customer, now = world.register().id, world.clock.now()
    world.service.note_failed_notice(failed(customer, now))

    world.service.note_reached_recipient(reached(customer, now + MINUTE))

    assert bouncing_since(world, customer) is None


def test_it_is_mended_by_another_address_whose_predecessors_failures_count_no_more(
    world: World,
) -> None:
    customer, now = world.register().id, world.clock.now()
    world.service.note_failed_notice(failed(customer, now))

    world.service.note_e_billing_address(named(customer, now + MINUTE, recipient=ANOTHER))
    mended = bouncing_since(world, customer)
    world.service.note_failed_notice(failed(customer, now + 2 * MINUTE, recipient=ADDRESS))
    late = bouncing_since(world, customer)
    world.service.note_failed_notice(failed(customer, now + 3 * MINUTE, recipient=ANOTHER))

    assert (mended, late) == (None, None)
    assert bouncing_since(world, customer) == now + 3 * MINUTE


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_arrival_changes_nothing(world: World, order: tuple[int, ...]) -> None:
    customer, now = world.register().id, world.clock.now()
    steps = [
        lambda: world.service.note_failed_notice(failed(customer, now)),
        lambda: world.service.note_reached_recipient(reached(customer, now + MINUTE)),
        lambda: world.service.note_failed_notice(failed(customer, now + 2 * MINUTE)),
    ]

    for index in order:
        steps[index]()

    since = bouncing_since(world, customer)
    assert since is not None
    assert since in {now, now + 2 * MINUTE}


def test_hearing_it_twice_or_at_once_changes_nothing(world: World) -> None:
    customer, now = world.register().id, world.clock.now()
    event = failed(customer, now)

    at_once(*[lambda: world.service.note_failed_notice(event)] * 2)
    world.service.note_failed_notice(event)

    assert bouncing_since(world, customer) == now
    assert world.run_sql("SELECT count(*) FROM failing_address") == [(1,)]


@pytest.mark.parametrize("kind", ["invitation", "password_reset"])
def test_other_notices_are_no_word_about_the_address(world: World, kind: str) -> None:
    customer, now = world.register().id, world.clock.now()

    world.service.note_failed_notice(failed(customer, now, kind=kind))
    world.service.note_failed_notice(failed(None, now))

    assert bouncing_since(world, customer) is None


def test_an_organisation_nobody_knows_is_parked(world: World) -> None:
    with pytest.raises(Refused, match="unknown_organisation"):
        world.service.note_failed_notice(failed(new_id(), world.clock.now()))


def test_where_nobody_is_let_in_any_more_nothing_is_to_be_mended(world: World) -> None:
    customer, now = world.register().id, world.clock.now()
    world.service.note_failed_notice(failed(customer, now))

    ended = coverage(customer, ends_on=world.clock.today() - timedelta(days=400))
    world.service.note_coverage(ended)

    assert world.service.list_risks(world.staff(), RiskQuery()).items == ()


def test_a_failure_that_overtook_the_naming_of_its_address_still_counts() -> None:
    now = datetime(2026, 11, 2)  # noqa: DTZ001 - only compared with itself
    after_failure = EBillingHealth().after_failure(ADDRESS, now + MINUTE)

    known = after_failure.after_naming(ADDRESS, now)

    assert known.failing_since == now + MINUTE
