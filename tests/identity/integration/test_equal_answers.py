"""Nobody can find out from outside who has an account, who is invited, or who is a customer."""

from __future__ import annotations

import pytest

from tests.identity.integration.equal_answers import Way, ways
from tests.identity.integration.world import World


def statements_of(world: World, way: Way, about: str) -> tuple[tuple[str, ...], list[str]]:
    with world.statements() as seen:
        answer = way.answer(about)
    return answer, seen


@pytest.mark.req("S5", "A11", "FD-04", "FD-19", "FD-20", "SE-32")
def test_who_is_there_and_who_is_not_get_the_same_answer_for_the_same_work(world: World) -> None:
    for way in ways(world):
        answer, work = statements_of(world, way, way.there)
        other_answer, other_work = statements_of(world, way, way.not_there)

        assert answer == other_answer, way.name
        assert work
        assert work == other_work, way.name
