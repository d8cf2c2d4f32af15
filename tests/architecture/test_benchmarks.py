"""Every benchmark has a way to be run, and its figures are told beside a floor."""

from bench.figures import Figure, medians_in_turns, table


def test_works_take_turns_and_the_first_rounds_do_not_count() -> None:
    done: list[str] = []

    medians = medians_in_turns(
        {"a": lambda: done.append("a"), "b": lambda: done.append("b")}, rounds=3, warm_up=2
    )

    assert done == ["a", "b"] * 5
    assert set(medians) == {"a", "b"}


def test_a_figure_that_is_not_reached_says_so() -> None:
    good = Figure(name="quick", ours=11, floor=10, unit="ms", reach=1.2)
    slow = Figure(name="slow", ours=13, floor=10, unit="ms", reach=1.2)

    lines = table([good, slow]).splitlines()

    assert (good.is_reached, slow.is_reached) == (True, False)
    assert "missed" not in lines[1]
    assert lines[2].endswith("missed")
