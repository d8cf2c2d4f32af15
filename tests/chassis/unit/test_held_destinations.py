"""Where messages are not taken: what is held back there, and when it is tried again."""

from chassis.held_destinations import Destination, HeldDestinations, pause_seconds

FULL = Destination("billing_docs.events", "document_archived")
ELSEWHERE = Destination("billing_docs.events", "notice_requested")


def test_pauses_grow_up_to_half_a_minute() -> None:
    pauses = [pause_seconds(tries) for tries in (1, 2, 3, 4, 5, 6, 7, 1000)]

    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]


def test_a_queue_that_refuses_gets_what_is_new_and_one_trial_after_the_pause() -> None:
    held = HeldDestinations()

    change = held.note(FULL, ["refused"], 100.0)
    held.note(ELSEWHERE, ["confirmed"], 100.0)

    assert change == "held"
    assert (held.refusing(), held.silent()) == ([FULL], [])
    assert held.due(100.9) == []
    assert held.due(101.0) == [FULL]


def test_a_queue_without_an_answer_gets_nothing_but_one_trial_after_the_pause() -> None:
    held = HeldDestinations()

    held.note(FULL, ["unanswered"], 100.0)

    assert (held.refusing(), held.silent()) == ([], [FULL])
    assert held.due(101.0) == [FULL]


def test_only_a_trial_makes_the_pause_longer() -> None:
    held = HeldDestinations()
    held.note(FULL, ["refused"], 100.0)

    news = [held.note(FULL, ["refused"], 100.0 + tenths / 10) for tenths in range(10)]
    held.note(FULL, ["refused"], 101.0)

    assert set(news) == {None}
    assert held.due(102.9) == []
    assert held.due(103.0) == [FULL]


def test_whatever_is_confirmed_ends_the_hold() -> None:
    held = HeldDestinations()
    held.note(FULL, ["unanswered", "interrupted"], 100.0)

    change = held.note(FULL, ["unanswered", "confirmed"], 101.0)

    assert change == "released"
    assert (held.silent(), held.due(200.0)) == ([], [])


def test_a_broker_that_goes_away_says_nothing_about_a_destination() -> None:
    held = HeldDestinations()

    change = held.note(FULL, ["interrupted", "interrupted"], 100.0)

    assert change is None
    assert held.due(200.0) == []
