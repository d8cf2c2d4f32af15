"""Whatever partners do in whatever order, everybody sees what the rules say, and nothing else.

`KONTOR_TEST_EXAMPLES=20` walks 10,000 steps instead of 500; a failing journey prints its own.
"""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import true

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import TestKeys
from identity.store import partner_customers
from kontor_local.databases import DatabaseUrls
from tests.examples import TIMES
from tests.identity.integration.partner_journey import PartnerJourney
from tests.identity.integration.test_two_walls import take_down_row_security
from tests.identity.integration.world import make_world


@pytest.mark.timeout(300 * TIMES)
@pytest.mark.req("DW-10", "DW-12", "DW-16", "DW-17", "DW-18", "DW-19", "A19", "A20", "S1")
@pytest.mark.parametrize(
    ("walls", "examples"),
    [("both walls", 12), ("queries alone", 4), ("row-level security alone", 4)],
)
def test_lists_totals_searches_and_details_agree_with_the_rules(
    make_database: Callable[[str], DatabaseUrls],
    clock: FixedClock,
    keys: TestKeys,
    monkeypatch: pytest.MonkeyPatch,
    walls: str,
    examples: int,
) -> None:
    urls = make_database("identity")
    if walls == "queries alone":
        take_down_row_security(urls.owner_url)
    if walls == "row-level security alone":
        monkeypatch.setattr(partner_customers, "_is_of", lambda _partners: true())

    class Journey(PartnerJourney):
        world = make_world(Database(urls.application_url), clock, keys)
        # The vendor's people look over the walls; only the query narrows their list.
        staff_can_narrow = walls != "row-level security alone"

    run_state_machine_as_test(
        Journey,
        settings=settings(
            max_examples=examples * TIMES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
