"""Requests by mail: answered, opened, refused; nothing is lost or told to strangers."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import NotPermitted
from contracts.mails import IncomingMailQuery
from contracts.principal import Principal
from contracts.tickets import Request
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import ORGANISATION, bodies, course, say, share
from tests.tickets.integration.desk import close
from tests.tickets.integration.files import PNG, client_of, fetched, kept_keys
from tests.tickets.integration.postbox import MAILBOX, Postbox, a_postbox
from tests.tickets.integration.world import World, a_colleague, address_of, staff
from tests.tickets.mails import a_bomb
from tickets.domain.mails import MOST_MAILS_AN_HOUR
from tickets.use_cases.mails.sweep_mails import KEPT_FOR, PARKED_FOR
from tickets.use_cases.mails.take_in_mail import CameBy, take_in_mail


@pytest.fixture
def erika() -> Principal:
    return a_principal()


@pytest.fixture
def postbox(world: World, erika: Principal) -> Postbox:
    return a_postbox(world, erika)


@pytest.fixture
def request_of_hers(world: World, erika: Principal, postbox: Postbox) -> Request:
    del postbox  # so that the mails say where they are answered
    return world.open(erika)


@pytest.mark.req("C15")
def test_an_answer_by_mail_is_a_comment_with_its_files(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    world.put_into(request_of_hers, "waiting_for_customer")
    files = {"anzeige.png": PNG, "setup.exe": b"MZ\x90\x00"}

    postbox.answer(erika, request_of_hers, "Siehe Bild.\n\n-- \nErika", files=files)

    (comment,) = course(world, erika, request_of_hers, kind="comment")
    assert (comment.body, comment.audience, comment.side) == ("Siehe Bild.", "public", "customer")
    assert comment.author is not None
    assert comment.author.person_id == erika.subject
    assert [file.file_name for file in comment.attachments] == ["anzeige.png"]
    assert comment.details == {"channel": "mail", "files_not_taken": "setup.exe"}
    assert fetched(world, staff(), request_of_hers, comment.attachments[0]) == PNG
    assert world.detail(erika, request_of_hers).state == "waiting_for_vendor"
    assert [mail.state for mail in postbox.mails("taken")] == ["taken"]


@pytest.mark.req("C15")
def test_mails_about_a_request_say_where_they_are_answered(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    agent = staff()
    say(world, agent, request_of_hers, "Zieht er ein?")
    close(world, agent, request_of_hers)

    notices = world.notices()

    address = MAILBOX.reply_address_of(request_of_hers.id, erika.subject)
    assert {notice.kind for notice in notices} >= {"request_opened", "request_answered"}
    assert {notice.reply_to for notice in notices} == {address}
    assert {notice.thread_id for notice in notices} == {MAILBOX.thread_id_of(request_of_hers.id)}
    assert postbox.reply_address(request_of_hers) == address


@pytest.mark.req("C15")
def test_an_answer_to_the_general_address_is_known_by_its_thread(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    thread = MAILBOX.thread_id_of(request_of_hers.id)

    postbox.send(erika, "Von hier.", references=f"{thread} <x@kontor.example>")
    postbox.tell()

    assert bodies(world, erika, request_of_hers) == ["Von hier."]


@pytest.mark.req("C15", "SE-10")
def test_a_mail_of_a_member_opens_a_request_of_his(
    world: World, erika: Principal, postbox: Postbox
) -> None:
    postbox.send(erika, "Er zieht nicht ein.", subject="Drucker   steht", files={"a.png": PNG})

    postbox.tell()
    postbox.tell()

    (request,) = world.page(erika).items
    assert (request.title, request.description) == ("Drucker steht", "Er zieht nicht ein.")
    assert (request.channel, request.department) == ("mail", "service_desk")
    (opened,) = course(world, erika, request)
    assert [file.file_name for file in opened.attachments] == ["a.png"]
    (notice,) = world.notices()
    assert (notice.kind, notice.recipient) == ("request_opened", address_of(erika))


@pytest.mark.req("C15")
def test_the_same_mail_counts_once_whichever_way_it_comes(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    to = postbox.reply_address(request_of_hers)
    by_listener = CameBy(sender=address_of(erika), recipient=to)

    news = at_once(
        lambda: postbox.send(erika, to=to, files={"a.png": PNG}),
        lambda: postbox.send(erika, to=to, files={"a.png": PNG}, envelope=by_listener),
    )
    again = postbox.send(erika, to=to)
    at_once(postbox.tell, postbox.tell)

    assert sorted(news) == [False, True]
    assert again is False
    assert len(world.told("mail_sender_asked")) == 1
    assert bodies(world, erika, request_of_hers) == ["Danke, das war es!"]


def test_a_mail_whose_taking_up_broke_off_is_taken_up_again(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    postbox.answer(erika, request_of_hers, files={"a.png": PNG})
    with world.room.of_everybody() as records:
        mail = records.mails.find(postbox.told().mail_id)
    assert mail is not None
    forget_what_became_of_it(world)

    postbox.tell()

    assert len(course(world, erika, request_of_hers, kind="comment")) == 1
    assert [mail.state for mail in postbox.mails("taken")] == ["taken"]


def forget_what_became_of_it(world: World) -> None:
    with world.database.transaction(every_organisation=True) as session:
        session.execute(text("UPDATE incoming_mail SET state = 'asked'"))


@pytest.mark.req("C15")
def test_strangers_are_refused_and_told_once_a_day_in_words_that_tell_nothing(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    stranger, of_another = a_principal(), a_principal()
    colleague = a_colleague(erika)
    postbox.people += [of_another, colleague]
    thread = MAILBOX.thread_id_of(request_of_hers.id)

    for number, who in enumerate([stranger, stranger, of_another, colleague]):
        postbox.send(who, references=thread, message_id=f"<{number}@x>")
        postbox.tell()

    assert sorted(map(str, postbox.parked())) == [
        *["not_a_participant"] * 2,
        *["unknown_sender"] * 2,
    ]
    assert bodies(world, erika, request_of_hers) == []
    told = [notice for notice in world.notices() if notice.kind == "mail_not_taken"]
    assert {str(notice.parameters) for notice in told} == {"{'reason': 'not_assigned'}"}
    # Notifications sends one mail for each key.
    keys = [notice.idempotency_key for notice in told]
    assert (len(keys), len(set(keys))) == (4, 3)
    assert {notice.organisation_id for notice in told} == {None}


@pytest.mark.req("C15")
def test_forged_addresses_are_refused_and_answered_with_nothing(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    right = postbox.reply_address(request_of_hers)
    of_somebody = MAILBOX.reply_address_of(request_of_hers.id, new_id())
    before = len(world.notices())

    for number, to in enumerate(
        [of_somebody, "anfragen+x@kontor.example", right.replace("+", "+a")]
    ):
        postbox.send(erika, to=to, message_id=f"<{number}@x>")
        postbox.tell()

    assert postbox.parked() == ["forged_address"] * 3
    assert bodies(world, erika, request_of_hers) == []
    assert len(world.notices()) == before


@pytest.mark.req("C15")
def test_an_address_is_for_the_one_who_was_told_it_though_others_see_the_request(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    colleague = a_colleague(erika)
    postbox.people.append(colleague)
    share(world, erika, request_of_hers, ORGANISATION)

    postbox.answer(colleague, request_of_hers, "Mit fremder Adresse")
    postbox.send(colleague, "Im Faden", references=MAILBOX.thread_id_of(request_of_hers.id))
    postbox.tell()

    assert postbox.parked() == ["address_of_somebody_else"]
    assert bodies(world, erika, request_of_hers) == ["Im Faden"]


@pytest.mark.req("C15")
def test_what_nobody_wrote_is_kept_and_asks_nobody(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    to = postbox.reply_address(request_of_hers)
    postbox.send(erika, to=to, auto_submitted="auto-replied", message_id="<1@x>")
    postbox.send(erika, to=to, precedence="bulk", message_id="<2@x>")
    postbox.send(erika, to=to, list_id="<l.example>", message_id="<3@x>")
    postbox.send(erika, to=to, message_id="<4@x>", envelope=CameBy(sender="", recipient=to))
    postbox.send(erika, to=to, message_id="<5@x>", sender=to)

    reasons = {mail.reason for mail in postbox.mails("ignored")}

    assert reasons == {"automatic", "list", "from_nobody", "from_ourselves"}
    assert world.told("mail_sender_asked") == []


@pytest.mark.req("C15")
def test_bombs_are_parked_as_they_came(world: World, postbox: Postbox) -> None:
    bomb = a_bomb(5000)

    assert take_in_mail(bomb, CameBy(), postbox.tools)
    assert not take_in_mail(bomb, CameBy(), postbox.tools)
    assert take_in_mail(b"x" * 1000, CameBy(is_whole=False), postbox.tools)

    assert sorted(filter(None, postbox.parked())) == ["too_large", "too_many_parts"]
    (kept,) = [mail for mail in postbox.mails("parked") if mail.reason == "too_many_parts"]
    stored = world.service.open_mail(staff(), kept.id)
    answer = client_of(world).get_object(Bucket=stored.bucket, Key=stored.object_key)
    assert answer["Body"].read() == bomb
    assert stored.file.file_name.endswith(".eml")


def test_a_program_that_answers_a_program_is_stopped(
    world: World, erika: Principal, postbox: Postbox
) -> None:
    for number in range(MOST_MAILS_AN_HOUR + 2):
        postbox.send(erika, message_id=f"<{number}@x>")

    assert postbox.parked() == ["too_many"] * 2
    world.clock.move(timedelta(hours=2))
    assert postbox.send(erika, message_id="<later@x>")
    assert postbox.parked() == ["too_many"] * 2


def test_an_answer_that_comes_too_late_or_says_nothing_is_parked(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    close(world, staff(), request_of_hers)
    postbox.answer(erika, request_of_hers, "> nur alt")
    world.clock.move(timedelta(days=15))

    postbox.answer(erika, request_of_hers)

    assert postbox.parked() == ["closed", "nothing_new"]
    reasons = [
        notice.parameters["reason"] for notice in world.notices() if notice.kind == "mail_not_taken"
    ]
    assert reasons == ["not_assigned", "closed"]


def test_who_is_for_documents_alone_or_of_two_organisations_opens_nothing(
    world: World, postbox: Postbox
) -> None:
    documents = a_principal(role="documents")
    twice = a_principal()
    also = a_principal(subject=twice.subject)
    postbox.people += [documents, twice, also, agent := staff()]

    for who in (documents, twice, agent):
        postbox.send(who)
        postbox.tell()

    assert set(postbox.parked()) == {"unknown_sender", "several_organisations", "not_permitted"}
    assert world.page(twice).items == ()


@pytest.mark.req("C15")
def test_mails_are_kept_for_a_while_and_parked_ones_for_longer(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    postbox.answer(erika, request_of_hers, files={"a.png": PNG})
    postbox.send(a_principal())
    postbox.tell()
    assert len([key for key in kept_keys(world) if key.startswith("mails/")]) >= 3

    world.clock.move(KEPT_FOR + timedelta(seconds=1))
    world.service.sweep_mails()
    left = [postbox.mails(state) for state in ("taken", "parked")]
    world.clock.move(PARKED_FOR)
    world.service.sweep_mails()

    assert [len(mails) for mails in left] == [0, 1]
    assert postbox.parked() == []
    assert len(files_of(world, erika, request_of_hers)) == 1


def files_of(world: World, who: Principal, request: Request) -> list[bytes]:
    entries = course(world, who, request)
    return [fetched(world, who, request, file) for each in entries for file in each.attachments]


def test_only_the_vendors_people_look_at_mails(world: World, erika: Principal) -> None:
    with pytest.raises(NotPermitted):
        world.service.list_mails(erika, IncomingMailQuery())
    with pytest.raises(NotPermitted):
        world.service.open_mail(erika, new_id())


@pytest.mark.req("C16")
def test_mails_are_gone_with_the_request_that_they_became_part_of(
    world: World, erika: Principal, postbox: Postbox, request_of_hers: Request
) -> None:
    other, before = world.open(erika, idempotency_key="2"), kept_keys(world)
    for request in (request_of_hers, other):
        postbox.answer(erika, request, files={"a.png": PNG})
    with world.room.of_everybody() as records:
        records.mails.let_go_of_request(request_of_hers.id)
    told_of = {mail.subject for mail in postbox.mails("taken")}

    world.service.sweep_mails()
    left = [mail.sender for mail in postbox.mails("taken")]
    with world.room.of_everybody() as records:
        records.mails.let_go_of_sender(address_of(erika).upper())
    world.service.sweep_mails()

    assert "" in told_of
    assert left == [address_of(erika)]
    assert postbox.mails("taken") == []
    # The files of the comments stay; of the mails as they came nothing does.
    assert not [key for key in kept_keys(world) - before if key.startswith("mails/")]
