"""Everything about a person can be handed out, and nothing leads to him once he is erased."""

from functools import partial

import pytest

from chassis.testing import a_principal
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.person_data import PersonData, PersonDataQuery
from contracts.principal import Principal
from contracts.request_privacy import HoldRequest
from contracts.tickets import Request
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import (
    ORGANISATION,
    bodies,
    edit,
    say,
    share,
    with_person,
)
from tests.tickets.integration.desk import assign, close, rate
from tests.tickets.integration.files import send
from tests.tickets.integration.postbox import a_postbox
from tests.tickets.integration.test_erasure import rows_with
from tests.tickets.integration.world import World, a_colleague, address_of, name_of, staff
from tickets.use_cases.privacy.erase_people import erase_people


def data_of(world: World, caller: Principal, of: Principal | None = None) -> list[PersonData]:
    """Return all parts of what is kept about somebody, two requests a part."""
    parts, cursor = [], None
    while True:
        query = PersonDataQuery(person_id=of.subject if of else None, cursor=cursor, limit=2)
        part = world.service.export_person_data(caller, query)
        parts.append(part)
        cursor = part.next_cursor
        if cursor is None:
            return parts


def an_administrator() -> Principal:
    return staff(role="admin")


@pytest.mark.req("C16")
def test_everything_about_a_person_is_handed_out_and_no_note_of_the_vendor(world: World) -> None:
    erika, agent = a_principal(), staff()
    colleague = a_colleague(erika)
    photo = send(world, erika)
    own = [world.open(erika, idempotency_key=str(number)) for number in range(3)]
    with_file = world.open(erika, idempotency_key="file", attachments=(photo.id,))
    others = world.open(colleague)
    share(world, colleague, others, with_person(erika))
    world.service.mark_read(erika, others.id)
    say(world, erika, others, "Bei mir auch.")
    say(world, erika, own[0], "Nur für uns.", "customer")
    say(world, agent, own[0], "Der Kunde zahlt spät.", "vendor")
    close(world, agent, own[1])
    rate(world, erika, own[1], 2, "Zu langsam.")

    parts = data_of(world, erika)

    asked = [each for part in parts for each in part.requests]
    said = [each for part in parts for each in part.said_elsewhere]
    assert [each.request.id for each in asked] == [each.id for each in (*own, with_file)]
    assert [entry.body for entry in asked[0].course if entry.kind == "comment"] == ["Nur für uns."]
    assert asked[1].opinion == "Zu langsam."
    assert [file.id for entry in asked[3].course for file in entry.attachments] == [photo.id]
    assert [(each.request_number, each.entry.body) for each in said] == [
        (others.number, "Bei mir auch.")
    ]
    (known,) = parts[0].known_as
    assert (known.name, known.email) == (name_of(erika), address_of(erika))
    assert parts[0].shared_with_him == parts[0].read_by_him == (others.number,)


def test_the_vendors_administrators_get_it_without_what_they_may_not_read(world: World) -> None:
    erika, admin = a_principal(), an_administrator()
    own, others = world.open(erika), world.open(a_colleague(erika))
    say(world, erika, own, "Nur für uns.", "customer")
    share(world, a_colleague(erika, subject=others.requester.person_id), others, ORGANISATION)  # type: ignore[union-attr]  # it has one
    say(world, erika, others, "Auch nur für uns.", "customer")
    say(world, erika, others, "Für alle.")

    shown = str(data_of(world, admin, erika))

    assert "Für alle." in shown
    assert "nur für uns" not in shown.lower()


def test_nobody_else_gets_it(world: World) -> None:
    erika = a_principal()
    world.open(erika)
    supporter = a_colleague(erika, support_session_id=erika.subject)

    for caller in (a_colleague(erika, role="admin"), staff(role="member"), a_principal()):
        with pytest.raises(NotPermitted):
            data_of(world, caller, erika)
        with pytest.raises(NotPermitted):
            world.service.order_person_erasure(caller, erika.subject)
    with pytest.raises(NotPermitted):
        data_of(world, supporter)
    assert data_of(world, a_colleague(erika))[0].known_as == ()


@pytest.mark.parametrize("cursor", ["requests:", "requests:x", "entries:x", "others:", "x"])
def test_a_cursor_that_no_part_gave_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        world.service.export_person_data(a_principal(), PersonDataQuery(cursor=cursor))


def a_life(world: World, erika: Principal, colleague: Principal) -> tuple[Request, Request]:
    """Return a closed request of somebody and an open one that others still need."""
    name, email = name_of(erika), address_of(erika)
    photo = send(world, erika, name=f"{name}.png")
    private = world.open(erika, idempotency_key="private", attachments=(photo.id,))
    close(world, staff(), private)
    needed = world.open(
        erika,
        idempotency_key=f"needed-{email}",
        title=f"{name} braucht Hilfe",
        description=f"Bitte an {email} antworten. Gruß, {name.upper()}",
    )
    share(world, erika, needed, ORGANISATION)
    say(world, colleague, needed, f"Was sagt {name}?")
    say(world, erika, needed, "Der Drucker druckt nicht.")
    theirs = world.open(colleague, idempotency_key="theirs")
    share(world, colleague, theirs, with_person(erika))
    world.service.mark_read(erika, theirs.id)
    edit(world, erika, needed, title=f"{name} braucht dringend Hilfe")
    return private, needed


@pytest.mark.req("C16")
def test_nothing_leads_to_an_erased_person_and_what_others_need_stays(world: World) -> None:
    erika, agent, admin = a_principal(), staff(), an_administrator()
    colleague = a_colleague(erika)
    private, needed = a_life(world, erika, colleague)
    elsewhere = a_principal(subject=erika.subject)
    world.open(elsewhere, idempotency_key="elsewhere")
    assign(world, agent, needed, agent)

    ordered = world.service.order_person_erasure(admin, erika.subject)
    again = world.service.order_person_erasure(admin, erika.subject)
    world.service.erase_people()

    done = world.service.get_person_erasure(admin, erika.subject)
    assert ordered == again
    assert done.finished_at == world.clock.now()
    assert done.leftovers == ()
    traces = (name_of(erika), address_of(erika), erika.subject.hex[-6:])
    left = {column for words in traces for column in rows_with(world, words)}
    assert left == {"person_erasure.person_id"}
    with pytest.raises(NotFound):
        world.service.get_request(agent, private.id)
    seen = world.detail(agent, needed)
    assert seen.title == "[…] braucht dringend Hilfe"
    assert seen.assignee is not None
    assert bodies(world, agent, needed) == ["Was sagt […]?", "Der Drucker druckt nicht."]
    assert world.audit_actions(None)[:2] == ["person.erased", "person.erasure_ordered"]


def test_two_who_erase_at_once_erase_each_person_once(world: World) -> None:
    admin, people = an_administrator(), [a_principal() for _ in range(4)]
    for person in people:
        world.open(person)
        world.service.order_person_erasure(admin, person.subject)

    at_once(*[partial(erase_people, world.room)] * 3)
    erase_people(world.room)  # whoever found all of them taken had nothing to wait for

    assert world.audit_actions(None).count("person.erased") == len(people)
    assert erase_people(world.room) == 0


def test_whoever_is_erased_may_ask_anew_and_be_erased_again(world: World) -> None:
    erika, admin = a_principal(), an_administrator()
    world.open(erika, idempotency_key="1")
    world.service.order_person_erasure(admin, erika.subject)
    erase_people(world.room)
    world.open(erika, idempotency_key="2")
    assert rows_with(world, address_of(erika))

    world.service.order_person_erasure(admin, erika.subject)
    erase_people(world.room)

    assert rows_with(world, address_of(erika)) == []


def test_a_held_request_is_kept_and_made_anonymous(world: World) -> None:
    erika, agent, admin = a_principal(), staff(), an_administrator()
    request = world.open(erika)
    close(world, agent, request)
    world.service.hold_request(agent, HoldRequest(request_id=request.id, reason="Verfahren 4711"))

    world.service.order_person_erasure(admin, erika.subject)
    erase_people(world.room)

    kept = world.detail(agent, request)
    assert kept.requester is not None
    assert kept.requester.name == ""
    assert kept.requester.person_id != erika.subject


def test_the_mails_of_an_erased_person_go_with_the_next_sweep(world: World) -> None:
    erika, admin = a_principal(), an_administrator()
    postbox = a_postbox(world, erika)
    request = world.open(erika)
    share(world, erika, request, ORGANISATION)
    postbox.answer(erika, request, f"Gruß, {name_of(erika)}")
    postbox.send(a_principal(), sender=address_of(erika), subject="Noch etwas", words="Hallo")
    assert "incoming_mail.sender" in rows_with(world, address_of(erika))

    world.service.order_person_erasure(admin, erika.subject)
    erase_people(world.room)
    world.service.sweep_mails()

    assert bodies(world, staff(), request) == ["Gruß, […]"]
    # The mail about which identity has not answered yet is kept until it has.
    assert set(rows_with(world, address_of(erika))) >= {"incoming_mail.sender"}
    postbox.people.clear()
    postbox.tell()
    world.service.sweep_mails()
    left = [each for each in rows_with(world, address_of(erika)) if each.startswith("incoming")]
    assert left == []
