"""An administrator says which types of documents Post shows to a member; all services obey."""

from uuid import UUID

import pytest

from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.explain import ExplainQuery
from contracts.identity import Membership
from contracts.inbound import DocumentType
from contracts.members import ChangeRole, SetDocumentTypes
from contracts.principal import EVERY_DOCUMENT_TYPE, Principal
from tests.identity.integration.other_services import OtherServices
from tests.identity.integration.seats import Seat, a_seat, an_organisation
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World


@pytest.fixture
def company(world: World) -> UUID:
    return an_organisation(world).id


@pytest.fixture
def admin(world: World, company: UUID) -> Principal:
    return a_seat(world, company, "admin").principal(world)


@pytest.fixture
def clerk(world: World, company: UUID) -> Seat:
    return a_seat(world, company, areas=("post",))


def show(world: World, admin: Principal, who: Seat, *types: DocumentType) -> Membership:
    request = SetDocumentTypes(person_id=who.person_id, document_types=types)
    return world.service.set_document_types(admin, request)


@pytest.mark.req("B3")
def test_a_member_is_shown_every_type_until_somebody_chooses(
    world: World, admin: Principal, clerk: Seat
) -> None:
    before = clerk.principal(world)

    changed = show(world, admin, clerk, "letter", "invoice", "invoice")
    after = clerk.principal(world)

    assert (before.document_types, before.shown_document_types) == ((EVERY_DOCUMENT_TYPE,), None)
    assert changed.document_types == ("invoice", "letter")
    assert after.shown_document_types == ("invoice", "letter")
    assert admin.shown_document_types is None
    listed = {each.person_id: each for each in world.service.list_members(admin).items}
    assert listed[clerk.person_id].document_types == ("invoice", "letter")


@pytest.mark.req("B3", "BR-11")
def test_the_change_holds_at_once_is_told_once_and_is_on_record(
    world: World, admin: Principal, clerk: Seat
) -> None:
    for _ in range(2):
        show(world, admin, clerk)

    assert clerk.principal(world).shown_document_types == ()
    (ended,) = world.announced("access_ended")
    assert ended["reason"] == "rights_changed"
    entries = [
        each
        for each in world.service.list_audit(admin).items
        if each.action == "member.document_types_changed"
    ]
    assert [(each.subject, each.details) for each in entries] == [
        (f"person:{clerk.person_id}", {"before": "*", "after": ""})
    ]


@pytest.mark.req("B3")
def test_two_at_once_leave_what_the_later_one_chose_and_record_both(
    world: World, admin: Principal, clerk: Seat
) -> None:
    at_once(
        lambda: show(world, admin, clerk, "invoice"),
        lambda: show(world, admin, clerk, "letter"),
    )

    first, second = [
        each.details
        for each in reversed(world.service.list_audit(admin).items)
        if each.action == "member.document_types_changed"
    ]
    assert first["after"] == second["before"]
    assert clerk.principal(world).shown_document_types == (second["after"],)


@pytest.mark.req("B3")
def test_a_role_neither_forgets_nor_keeps_from_an_administrator_what_was_chosen(
    world: World, company: UUID, admin: Principal, clerk: Seat
) -> None:
    show(world, admin, clerk, "invoice")

    shown = []
    for role in ("admin", "member"):
        world.service.change_role(admin, ChangeRole(person_id=clerk.person_id, role=role))
        found = world.service.list_members(admin).items
        standing = next(each for each in found if each.person_id == clerk.person_id)
        shown.append((standing.role, standing.document_types))
    with pytest.raises(InvalidInput):
        show(world, admin, a_seat(world, company, "admin"), "invoice")

    assert shown == [("admin", ("invoice",)), ("member", ("invoice",))]


@pytest.mark.req("B3", "BR-10")
def test_nobody_else_says_who_sees_what(world: World, company: UUID, clerk: Seat) -> None:
    stranger = a_seat(world, an_organisation(world).id, "admin").principal(world)

    with pytest.raises(NotPermitted):
        show(world, clerk.principal(world), clerk, "invoice")
    with pytest.raises(NotFound):
        show(world, stranger, clerk, "invoice")
    with pytest.raises(InvalidInput):
        world.service.set_document_types(
            world.staff(),
            SetDocumentTypes(person_id=clerk.person_id, document_types=(), organisation_id=company),
        )

    assert clerk.principal(world).shown_document_types is None


@pytest.mark.req("B3", "A25")
def test_a_colleague_reads_that_the_type_decides_and_oneself_that_there_is_none(
    world: World, company: UUID, admin: Principal, clerk: Seat
) -> None:
    others = OtherServices(world=world)
    document = others.issue(company, document_type="reminder")
    show(world, admin, clerk, "invoice")

    told = world.service.explain(admin, ExplainQuery(person_id=clerk.person_id, document=document))

    assert (told.is_allowed, told.decided_by) == (False, "document_type_shown")
    assert told.may_change_self
