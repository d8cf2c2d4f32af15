"""Mails that were not taken: looked at, handed over to a request, put away."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound, NotPermitted, WireError
from contracts.mails import HandOverMail, IncomingMail
from contracts.principal import Principal
from contracts.tickets import Request
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import bodies, course
from tests.tickets.integration.files import PNG, fetched
from tests.tickets.integration.postbox import Postbox, a_postbox
from tests.tickets.integration.world import World, address_of, staff
from tickets.use_cases.mails.sweep_mails import KEPT_FOR

WORDS = "Er zieht immer noch nicht ein."


@pytest.fixture
def erika() -> Principal:
    return a_principal()


@pytest.fixture
def postbox(world: World, erika: Principal) -> Postbox:
    return a_postbox(world, erika)


@pytest.fixture
def request_of_hers(world: World, erika: Principal, postbox: Postbox) -> Request:
    del postbox
    return world.open(erika)


@pytest.fixture
def parked(postbox: Postbox) -> IncomingMail:
    """A mail of somebody whom nobody knows, with a file that is none."""
    stranger = a_principal()
    files = {"anzeige.png": PNG, "setup.exe": b"MZ\x90\x00"}
    postbox.send(stranger, WORDS, sender="erika@privat.example", subject="Drucker", files=files)
    postbox.tell()
    (mail,) = postbox.mails("parked")
    return mail


def hand_over(
    world: World, agent: Principal, mail: IncomingMail, request: Request, audience: str = "vendor"
) -> IncomingMail:
    wanted = HandOverMail(
        mail_id=mail.id,
        request_number=request.number,
        audience=audience,  # type: ignore[arg-type]  # one of them
    )
    return world.by(agent).hand_over_mail(agent, wanted)


@pytest.mark.usefixtures("request_of_hers")
def test_a_parked_mail_is_shown_with_what_is_kept_of_it_and_who_looked_is_kept_too(
    world: World, parked: IncomingMail
) -> None:
    agent = staff()

    shown = world.service.get_mail(agent, parked.id)

    assert (shown.mail.sender, shown.mail.subject) == ("erika@privat.example", "Drucker")
    assert (shown.mail.reason, shown.words) == ("unknown_sender", WORDS)
    assert shown.file_names == ("anzeige.png", "setup.exe")
    assert shown.request_id is None
    assert world.audit_actions(agent.organisation_id) == ["mail.opened"]


@pytest.mark.parametrize("audience", ["vendor", "public"])
def test_a_mail_that_is_handed_over_stands_in_the_course_for_whom_it_is(
    world: World, erika: Principal, request_of_hers: Request, parked: IncomingMail, audience: str
) -> None:
    agent = staff()

    taken = hand_over(world, agent, parked, request_of_hers, audience)
    again = hand_over(world, agent, parked, request_of_hers, audience)

    (said,) = course(world, agent, request_of_hers, kind="comment")
    assert said.body == f"erika@privat.example:\n\n{WORDS}"
    assert (said.audience, said.side) == (audience, "vendor")
    assert said.author is not None
    assert said.author.person_id == agent.subject
    assert said.details == {"channel": "mail", "files_not_taken": "setup.exe"}
    assert fetched(world, agent, request_of_hers, said.attachments[0]) == PNG
    assert taken == again
    assert (taken.state, taken.reason) == ("taken", None)
    assert len(bodies(world, erika, request_of_hers)) == (1 if audience == "public" else 0)
    assert "mail.handed_over" in world.audit_actions(erika.organisation_id)


def test_of_two_who_hand_a_mail_over_to_two_requests_one_wins(
    world: World, erika: Principal, request_of_hers: Request, parked: IncomingMail
) -> None:
    other = world.open(erika, idempotency_key="another")
    agent = staff()
    world.by(agent)
    lost: list[WireError] = []

    def try_it(request: Request) -> None:
        wanted = HandOverMail(mail_id=parked.id, request_number=request.number)
        try:
            world.service.hand_over_mail(agent, wanted)
        except ChangedMeanwhile as error:
            lost.append(error)

    at_once(partial(try_it, request_of_hers), partial(try_it, other))

    written = [bodies(world, agent, each) for each in (request_of_hers, other)]
    assert len(lost) == 1
    assert sorted(len(each) for each in written) == [0, 1]


def test_two_who_hand_a_mail_over_to_the_same_request_write_it_once(
    world: World, request_of_hers: Request, parked: IncomingMail
) -> None:
    agent = staff()
    world.by(agent)
    wanted = HandOverMail(mail_id=parked.id, request_number=request_of_hers.number)

    at_once(*[partial(world.service.hand_over_mail, agent, wanted) for _ in range(3)])

    assert len(bodies(world, agent, request_of_hers)) == 1


def test_a_mail_whose_files_were_taken_up_in_vain_is_handed_over_with_them(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    agent = staff()
    world.put_into(request_of_hers, "closed")  # for longer than anybody knows
    postbox.answer(erika, request_of_hers, WORDS, files={"anzeige.png": PNG})
    (mail,) = postbox.mails("parked")

    hand_over(world, agent, mail, request_of_hers)

    (said,) = course(world, agent, request_of_hers, kind="comment")
    assert mail.reason == "closed"
    assert said.body == f"{address_of(erika)}:\n\n{WORDS}"
    assert [file.file_name for file in said.attachments] == ["anzeige.png"]


def test_a_mail_that_is_put_away_can_be_handed_over_until_it_is_forgotten(
    world: World, postbox: Postbox, request_of_hers: Request, parked: IncomingMail
) -> None:
    agent = staff()

    dropped = [world.service.drop_mail(agent, parked.id) for _ in range(2)]
    hand_over(world, agent, parked, request_of_hers)
    with pytest.raises(ChangedMeanwhile):
        world.service.drop_mail(agent, parked.id)

    assert [(each.state, each.reason) for each in dropped] == [("ignored", "dropped")] * 2
    assert world.audit_actions(agent.organisation_id) == ["mail.dropped"]
    assert [mail.id for mail in postbox.mails("taken")] == [parked.id]
    world.clock.move(KEPT_FOR + timedelta(hours=1))
    world.service.sweep_mails()
    with pytest.raises(NotFound):
        world.service.get_mail(agent, parked.id)


def test_what_cannot_be_handed_over_stays_parked(
    world: World, postbox: Postbox, parked: IncomingMail
) -> None:
    agent = staff()

    with pytest.raises(InvalidInput) as nowhere:
        world.service.hand_over_mail(agent, HandOverMail(mail_id=parked.id, request_number=1))
    with pytest.raises(NotFound):
        world.service.hand_over_mail(agent, HandOverMail(mail_id=new_id(), request_number=1))

    assert nowhere.value.arguments == ("request_number", "no_such_request")
    assert [mail.id for mail in postbox.mails("parked")] == [parked.id]


def test_parked_mails_are_for_the_vendors_people_alone(world: World, erika: Principal) -> None:
    mail_id: UUID = new_id()
    for attempt in (
        lambda: world.service.get_mail(erika, mail_id),
        lambda: world.service.drop_mail(erika, mail_id),
        lambda: world.service.hand_over_mail(
            erika, HandOverMail(mail_id=mail_id, request_number=1001)
        ),
    ):
        with pytest.raises(NotPermitted):
            attempt()
