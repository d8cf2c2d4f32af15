"""Answers that are kept ready: versions, who may, and filled for a request."""

from functools import partial
from typing import Any

import pytest

from chassis.testing import a_principal
from contracts.canned_answers import AnswerBody, CannedAnswer, FillCannedAnswer, PutCannedAnswer
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound, NotPermitted
from contracts.request_types import Label
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import bodies
from tests.tickets.integration.world import World, name_of, staff


def an_answer(**changes: Any) -> PutCannedAnswer:
    values: dict[str, Any] = {
        "key": "greeting",
        "base_version": 0,
        "label": Label(de="Gruß", en="Greeting"),
        "body": AnswerBody(
            de="Guten Tag {requester}, zu Nr. {number} ({title}): {agent}, {department}",
            en="Dear {requester}, no. {number} ({title}): {agent}, {department}",
        ),
    }
    return PutCannedAnswer(**(values | changes))


@pytest.mark.parametrize(
    ("language", "begins", "department"),
    [("de", "Guten Tag", "Technischer Support"), ("en", "Dear", "Technical support")],
)
def test_an_answer_is_filled_in_the_requesters_language_and_said_by_nobody(
    world: World, language: str, begins: str, department: str
) -> None:
    customer, agent = a_principal(language=language), staff()
    request = world.open(customer, title="{agent} Drucker")
    world.service.put_canned_answer(agent, an_answer())

    wanted = FillCannedAnswer(request_id=request.id, key="greeting")
    answer = world.by(agent).fill_canned_answer(agent, wanted)

    assert answer.language == language
    assert answer.body.startswith(
        f"{begins} {name_of(customer)}, "
        f"{'zu Nr.' if language == 'de' else 'no.'} {request.number} ({{agent}} Drucker): "
        f"{name_of(agent)}, "
    )
    assert answer.body.endswith(department)
    assert bodies(world, customer, request) == []


def test_versions_follow_each_other_and_what_is_offered_no_more_is_not_filled(
    world: World,
) -> None:
    agent, customer = staff(), a_principal()
    request = world.open(customer)
    first = world.service.put_canned_answer(agent, an_answer())
    assert world.service.put_canned_answer(agent, an_answer()) == first

    world.service.put_canned_answer(agent, an_answer(base_version=1, is_offered=False))

    (newest,) = world.service.list_canned_answers(agent).items
    assert (newest.version, newest.is_offered) == (2, False)
    with pytest.raises(InvalidInput):
        world.by(agent).fill_canned_answer(
            agent, FillCannedAnswer(request_id=request.id, key="greeting")
        )
    assert world.audit_actions(None) == ["canned_answer.changed"] * 2


def test_of_two_who_change_an_answer_at_once_one_is_told_so(world: World) -> None:
    def put(words: str) -> CannedAnswer | ChangedMeanwhile:
        try:
            return world.service.put_canned_answer(
                staff(), an_answer(body=AnswerBody(de=words, en=words))
            )
        except ChangedMeanwhile as refusal:
            return refusal

    outcomes = at_once(*[partial(put, words) for words in ("Eins", "Zwei", "Drei")])

    assert sum(isinstance(each, CannedAnswer) for each in outcomes) == 1


def test_customers_neither_see_nor_change_nor_fill_answers(world: World) -> None:
    customer = a_principal()
    request = world.open(customer)
    wanted = FillCannedAnswer(request_id=request.id, key="greeting")

    for attempt in (
        lambda: world.service.list_canned_answers(customer),
        lambda: world.service.put_canned_answer(customer, an_answer()),
        lambda: world.service.fill_canned_answer(customer, wanted),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    with pytest.raises(NotFound):
        world.service.fill_canned_answer(
            staff(), FillCannedAnswer(request_id=customer.subject, key="greeting")
        )
