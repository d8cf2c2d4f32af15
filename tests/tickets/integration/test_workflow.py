"""The states of a request, walked through at random: the rules hold and nothing else happens."""

from datetime import timedelta

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from chassis.testing import a_principal
from contracts.errors import ChangedMeanwhile, InvalidInput
from contracts.tickets import RequestState
from tests.examples import TIMES
from tests.tickets.integration.conversation import course, edit, say
from tests.tickets.integration.desk import prioritise, put
from tests.tickets.integration.world import World, staff

STATES: tuple[RequestState, ...] = (
    "waiting_for_vendor",
    "in_progress",
    "waiting_for_customer",
    "closed",
)
# Said once more here, by hand: the test must not ask the code what is right.
STEPS = {
    ("waiting_for_vendor", "in_progress"),
    ("waiting_for_vendor", "waiting_for_customer"),
    ("waiting_for_vendor", "closed"),
    ("in_progress", "waiting_for_vendor"),
    ("in_progress", "waiting_for_customer"),
    ("in_progress", "closed"),
    ("waiting_for_customer", "waiting_for_vendor"),
    ("waiting_for_customer", "in_progress"),
    ("waiting_for_customer", "closed"),
    ("closed", "waiting_for_vendor"),
}


class Walk(RuleBasedStateMachine):
    """A walk of one request, on a database that all walks share."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.customer, self.agent = a_principal(), staff()
        self.request = self.world.open(self.customer)
        self.state: RequestState = "waiting_for_vendor"
        self.closed_at = self.world.clock.now()
        self.steps = 0

    def enter(self, state: RequestState) -> None:
        self.steps += 1
        self.state = state
        if state == "closed":
            self.closed_at = self.world.clock.now()

    @rule(since=st.sampled_from(STATES), to=st.sampled_from(STATES))
    def the_vendor_takes_it_on(self, since: RequestState, to: RequestState) -> None:
        try:
            put(self.world, self.agent, self.request, to, since=since)
        except InvalidInput:
            assert (since, to) not in STEPS
        except ChangedMeanwhile:
            assert since != self.state
        else:
            assert since == self.state
            assert (since, to) in STEPS
            self.enter(to)

    @rule()
    def the_customer_answers(self) -> None:
        may_answer = self.state != "closed" or self.world.clock.now() - self.closed_at <= timedelta(
            days=14
        )
        try:
            say(self.world, self.customer, self.request)
        except ChangedMeanwhile:
            assert not may_answer
        else:
            assert may_answer
            if self.state in {"closed", "waiting_for_customer"}:
                self.enter("waiting_for_vendor")

    @rule(audience=st.sampled_from(["public", "vendor", "partner"]))
    def the_vendor_speaks(self, audience: str) -> None:
        say(self.world, self.agent, self.request, audience=audience)  # type: ignore[arg-type]  # one of them

    @rule(priority=st.sampled_from(["low", "normal", "high", "urgent"]))
    def the_vendor_hurries_or_not(self, priority: str) -> None:
        prioritise(self.world, self.agent, self.request, priority)

    @rule(word=st.integers(0, 9))
    def the_customer_says_it_otherwise(self, word: int) -> None:
        try:
            edit(self.world, self.customer, self.request, title=f"Drucker im Lager {word}")
        except ChangedMeanwhile:
            assert self.state == "closed"
        else:
            assert self.state != "closed"

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.world.clock.move(timedelta(days=days, seconds=1))

    @invariant()
    def everybody_sees_the_same_state(self) -> None:
        seen = self.world.detail(self.customer, self.request)
        assert seen.state == self.state
        assert self.world.detail(self.agent, self.request).state == self.state

    @invariant()
    def something_is_due_while_the_vendor_is_asked(self) -> None:
        due_at = self.world.detail(self.customer, self.request).due_at
        assert (due_at is not None) == (self.state in {"waiting_for_vendor", "in_progress"})

    @invariant()
    def the_course_tells_each_step_once(self) -> None:
        entries = course(self.world, self.customer, self.request)
        steps = [entry.details for entry in entries if entry.change == "state_changed"]
        assert len(steps) == self.steps
        assert not steps or steps[-1]["to"] == self.state


@pytest.mark.req("FD-16", "C5")
def test_a_request_goes_from_state_to_state_by_the_rules_alone(world: World) -> None:
    run_state_machine_as_test(
        type("WalkHere", (Walk,), {"world": world}),
        settings=settings(
            max_examples=6 * TIMES,
            stateful_step_count=15,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
        ),
    )
