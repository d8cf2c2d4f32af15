"""What is handed out about a person holds his files, and no file of anybody else."""

from uuid import UUID

import pytest

from chassis.testing import a_principal
from contracts.attachments import AttachedFile
from contracts.errors import NotFound, NotPermitted
from contracts.person_data import PersonData, PersonDataQuery, PersonFileQuery
from contracts.principal import Principal
from contracts.tickets import Request
from tests.tickets.integration.conversation import (
    say,
    share,
    unshare,
    with_person,
)
from tests.tickets.integration.files import client_of, send
from tests.tickets.integration.postbox import a_postbox
from tests.tickets.integration.world import World, a_colleague, staff


def file_of(
    world: World, caller: Principal, file_id: UUID, of: Principal | None = None, kind: str = ""
) -> bytes:
    """Return the bytes of a file that somebody's data name."""
    query = PersonFileQuery(
        file_id=file_id,
        kind="mail" if kind == "mail" else "attachment",
        person_id=None if of is None else of.subject,
    )
    stored = world.service.open_person_file(caller, query)
    answer = client_of(world).get_object(Bucket=stored.bucket, Key=stored.object_key)
    content: bytes = answer["Body"].read()
    return content


def everything(world: World, caller: Principal, of: Principal | None = None) -> PersonData:
    """Return what is kept about somebody who has little: its first part, and what he said."""
    person_id = None if of is None else of.subject
    first = world.service.export_person_data(caller, PersonDataQuery(person_id=person_id))
    query = PersonDataQuery(person_id=person_id, cursor=first.next_cursor)
    if first.next_cursor is None:
        return first
    last = world.service.export_person_data(caller, query)
    return PersonData(
        mails=first.mails, requests=first.requests, said_elsewhere=last.said_elsewhere
    )


def attach(
    world: World, who: Principal, request: Request, words: str, audience: str = "public"
) -> AttachedFile:
    """Say something with a text file that says the same."""
    file = send(world, who, words.encode(), name="notiz.txt", request=request)
    say(world, who, request, words, audience, attachments=(file.id,))  # type: ignore[arg-type]  # an audience
    return file


@pytest.mark.req("C16")
def test_the_files_of_what_one_said_elsewhere_are_ones_own_also_when_the_share_has_ended(
    world: World,
) -> None:
    erika = a_principal()
    colleague = a_colleague(erika)
    others = world.open(colleague)
    share(world, colleague, others, with_person(erika))
    hers = attach(world, erika, others, "Bei mir auch.")
    colleagues = attach(world, colleague, others, "Bei mir zuerst.")
    unshare(world, colleague, others, with_person(erika))

    (said,) = everything(world, erika).said_elsewhere

    assert [file.id for file in said.entry.attachments] == [hers.id]
    assert file_of(world, erika, hers.id) == b"Bei mir auch."
    for caller, of in ((erika, None), (staff(role="admin"), erika)):
        with pytest.raises(NotFound):
            file_of(world, caller, colleagues.id, of)


@pytest.mark.req("C16", "C6")
def test_files_of_notes_are_handed_out_to_nobody_who_may_not_read_them(world: World) -> None:
    erika, agent, admin = a_principal(), staff(), staff(role="admin")
    request = world.open(erika)
    theirs = attach(world, agent, request, "Zahlt spät.", "vendor")
    private = attach(world, erika, request, "Nur für uns.", "customer")
    public = attach(world, erika, request, "Für alle.")

    got = [file_of(world, erika, each.id) for each in (private, public)]
    by_admin = file_of(world, admin, public.id, erika)

    assert got == [b"Nur f\xc3\xbcr uns.", b"F\xc3\xbcr alle."]
    assert by_admin == got[1]
    for caller, of, file in ((erika, None, theirs), (admin, erika, private)):
        with pytest.raises(NotFound):
            file_of(world, caller, file.id, of)
    with pytest.raises(NotPermitted):
        file_of(world, a_colleague(erika), public.id, erika)


@pytest.mark.req("C16")
def test_ones_mails_are_handed_out_as_they_came_and_nobody_elses(world: World) -> None:
    erika, stranger = a_principal(), a_principal()
    postbox = a_postbox(world, erika)
    request = world.open(erika)
    postbox.answer(erika, request, "Danke, es geht wieder.")
    world.open(stranger)

    (mail,) = everything(world, erika).mails
    raw = file_of(world, erika, mail.id, kind="mail")

    assert b"Danke, es geht wieder." in raw
    assert (mail.state, mail.size_bytes) == ("taken", len(raw))
    assert everything(world, stranger).mails == ()
    with pytest.raises(NotFound):
        file_of(world, stranger, mail.id, kind="mail")


def test_what_somebody_wrote_in_anothers_name_is_not_handed_to_him(world: World) -> None:
    erika = a_principal()
    postbox = a_postbox(world)
    world.open(erika)
    postbox.send(erika, "Ich bin es wirklich.")
    postbox.tell()

    data = everything(world, erika)

    assert postbox.parked() == ["unknown_sender"]
    assert data.mails == ()
