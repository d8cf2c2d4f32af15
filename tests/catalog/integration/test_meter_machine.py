"""Whatever is read, swapped and rolled over at once: a counter's entries tell one story."""

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from chassis.testing import a_principal
from contracts.equipment import Counter
from contracts.errors import InvalidInput
from contracts.meters import CounterChanged, MeterReading, RowVerdict
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.devices import a_member, device_id, receive
from tests.catalog.integration.meters import change, history, read_once
from tests.identity.integration.threads import at_once

DIGITS = 4
VALUES = st.integers(0, 10**DIGITS - 1)
EXAMPLES = int(os.environ.get("KONTOR_TEST_EXAMPLES", "1"))


class OneCounter(RuleBasedStateMachine):
    """Readings, swaps and rollovers of one counter, several at once.

    What is recorded is read back with its numbers, and must follow from what went before, in the
    order of these numbers: whichever of those at once came first.
    """

    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        number = OneCounter.made = OneCounter.made + 1
        customer = f"{number:05d}"
        self.member = a_member(self.desk.new_customer(customer), role="member")
        self.staff = a_principal(organisation_kind="vendor")
        receive(
            self.desk,
            customer_number=customer,
            equipment_number=f"G-{number}",
            counters=(Counter(kind="black", digits=DIGITS),),
        )
        self.device = device_id(self.desk, self.member, f"G-{number}")
        self.recorded = 0
        self.changed = 0

    made = 9

    @rule(values=st.lists(VALUES, min_size=1, max_size=4))
    def read_at_once(self, values: list[int]) -> None:
        verdicts = at_once(*[partial(self._read, each) for each in values])
        self.recorded += sum(each.verdict == "recorded" for each in verdicts)
        for each in verdicts:
            if each.verdict == "refused":
                assert each.problem == "below_last"
                assert each.value is not None
                assert each.last_value is not None
                assert each.value < each.last_value

    @rule(value=VALUES, new_value=VALUES, kind=st.sampled_from(["swap", "rollover"]))
    def read_while_it_changes(self, value: int, new_value: int, kind: str) -> None:
        calls: list[Callable[[], Any]] = [
            partial(self._change, kind, new_value),
            partial(self._read, value),
        ]
        was_changed, verdict = at_once(*calls)
        self.changed += was_changed
        self.recorded += verdict.verdict == "recorded"

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        self.desk.clock.move(timedelta(days=days))

    @invariant()
    def its_entries_tell_one_story(self) -> None:
        found = history(self.desk, self.member, self.device, limit=200)
        assert (len(found.readings), len(found.changes)) == (self.recorded, self.changed)
        self._tell(found.readings, found.changes)
        last, _ = self._end
        assert found.counters[0].last_value == last

    def _read(self, value: int) -> RowVerdict:
        return read_once(self.desk, self.member, value, device=None, device_id=self.device)

    def _change(self, kind: str, new_value: int) -> bool:
        try:
            change(self.desk, self.staff, self.device, change=kind, new_value=new_value)
        except InvalidInput:
            return False
        return True

    def _tell(
        self, readings: tuple[MeterReading, ...], changes: tuple[CounterChanged, ...]
    ) -> None:
        """Go through the entries by their numbers; those missing among readings are changes."""
        by_number = {each.sequence: each for each in readings}
        in_order = list(reversed(changes))
        last: int | None = None
        carried, is_read = 0, False
        for number in range(1, len(readings) + len(changes) + 1):
            reading = by_number.get(number)
            if reading is None:
                changed = in_order.pop(0)
                if changed.change == "rollover" and last is not None:
                    carried += 10**DIGITS - last
                carried += changed.new_value if changed.change == "rollover" else 0
                last = changed.new_value
                continue
            assert last is None or reading.value >= last
            volume = None if last is None or not is_read else reading.value - last + carried
            assert reading.volume == volume
            last, carried, is_read = reading.value, 0, True
        self._end = (last, carried)

    _end: tuple[int | None, int] = (None, 0)


@pytest.mark.req("KM-21", "F7", "F9")
def test_readings_swaps_and_rollovers_at_once_leave_one_story(desk: Desk) -> None:
    OneCounter.desk = desk

    run_state_machine_as_test(
        OneCounter,
        settings=settings(
            max_examples=6 * EXAMPLES,
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
