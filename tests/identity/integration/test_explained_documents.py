"""Why somebody sees a document, and why no mail about it came to him, or to anybody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from chassis.clock import FixedClock
from chassis.ids import new_id
from contracts.errors import AreaNotVisible, InvalidInput, NotFound, NotPermitted
from contracts.explain import ExplainQuery, Explanation
from contracts.notices import DeliveryState
from contracts.principal import Principal
from tests.identity.integration.bookings import told
from tests.identity.integration.other_services import OtherServices
from tests.identity.integration.seats import Seat, a_seat, an_organisation
from tests.identity.integration.support import Support
from tests.identity.integration.world import World

E_BILLING = "rechnung@muster.example"


@pytest.fixture
def others(world: World) -> OtherServices:
    return OtherServices(world=world)


@pytest.fixture
def company(world: World) -> UUID:
    return an_organisation(world).id


def ask(world: World, caller: Principal, about: UUID | None = None, **query: Any) -> Explanation:
    """Return the answer to a question about a `document` or a `missing_mail`."""
    return world.service.explain(caller, ExplainQuery(person_id=about, **query))


def refusing(explanation: Explanation) -> list[tuple[str, str | None]]:
    return [(each.rule, each.because) for each in explanation.rules if not each.passes]


def kinds(explanation: Explanation) -> list[str]:
    return [each.kind for each in explanation.ask]


def address_of(world: World, seat: Seat) -> str:
    with world.room.of_everybody() as records:
        person = records.people.find(seat.person_id)
    assert person is not None
    return person.email


def reader(world: World, organisation_id: UUID) -> Seat:
    return a_seat(world, organisation_id, areas=("post",))


@pytest.mark.req("SE-44")
def test_whoever_enters_post_sees_what_is_there_and_reads_so(
    world: World, others: OtherServices, company: UUID
) -> None:
    document = others.issue(company)

    explained = ask(world, reader(world, company).principal(world), document=document)

    assert (explained.is_allowed, explained.decided_by) == (True, "document_kept")
    assert (explained.subject, explained.asked) == ("document", str(document))
    assert (explained.asked_name, refusing(explained)) == ("RE-4711", [])


@pytest.mark.req("SE-44", "BR-10")
def test_a_foreign_document_is_explained_byte_for_byte_as_one_that_never_was(
    world: World, others: OtherServices, company: UUID
) -> None:
    document = new_id()
    admin = a_seat(world, company, "admin")
    askers = (admin, reader(world, company), a_seat(world, company, "documents"))

    def answers() -> list[bytes]:
        return [
            msgspec.json.encode(ask(world, each.principal(world), **{subject: document}))
            for each in askers
            for subject in ("document", "missing_mail")
        ]

    before = answers()
    others.issue(an_organisation(world).id, told=E_BILLING, document_id=document)

    assert answers() == before
    assert b"document_here" in before[0]


@pytest.mark.req("SE-44")
def test_who_does_not_enter_post_reads_the_same_about_every_document(
    world: World, others: OtherServices, company: UUID
) -> None:
    admin = a_seat(world, company, "admin")
    outside = a_seat(world, company, areas=("devices",)).principal(world)
    own, unknown = others.issue(company, told=E_BILLING), new_id()

    told_of = [
        ask(world, outside, **{subject: document})
        for subject in ("document", "missing_mail")
        for document in (own, unknown)
    ]

    assert {each.decided_by for each in told_of} == {"area_switched_on"}
    assert [decider.name for decider in told_of[0].ask] == [admin.name]
    for one, other in (told_of[:2], told_of[2:]):
        assert msgspec.structs.replace(one, asked="") == msgspec.structs.replace(other, asked="")
    assert others.asked == []


@pytest.mark.req("SE-70")
def test_an_ended_contract_decides_before_anything_is_looked_up(
    world: World, others: OtherServices, company: UUID, clock: FixedClock
) -> None:
    document = others.issue(company)
    member = reader(world, company)
    world.service.note_coverage(told(company, ends_on=clock.today() - timedelta(days=99)))

    explained = ask(world, member.principal(world), document=document)

    assert (explained.decided_by, kinds(explained)) == (
        "contract_running",
        ["vendor_administration"],
    )
    assert others.asked == []


def test_a_deleted_document_is_explained_with_the_time_and_nobody_brings_it_back(
    world: World, others: OtherServices, company: UUID, clock: FixedClock
) -> None:
    document = others.issue(company, deleted_at=clock.now())

    explained = ask(world, reader(world, company).principal(world), document=document)

    assert (explained.is_allowed, explained.decided_by) == (False, "document_kept")
    assert (explained.rules[-1].at, explained.ask) == (clock.now(), ())


@pytest.mark.req("SE-61")
def test_a_document_whose_time_in_the_portal_is_over_can_be_asked_back(
    world: World, others: OtherServices, company: UUID
) -> None:
    document = others.issue(company, restriction="portal_window_over")

    explained = ask(world, reader(world, company).principal(world), document=document)

    assert (explained.is_allowed, explained.decided_by) == (False, "document_kept")
    assert refusing(explained) == [("document_kept", "portal_window_over")]
    assert kinds(explained) == ["vendor_administration"]


@pytest.mark.req("SE-44", "DW-34")
def test_an_administrator_reads_what_keeps_a_document_from_a_colleague(
    world: World, others: OtherServices, company: UUID
) -> None:
    document = others.issue(company)
    admin = a_seat(world, company, "admin").principal(world)
    colleague = a_seat(world, company, areas=())

    explained = ask(world, admin, document=document, about=colleague.person_id)

    assert (explained.is_allowed, explained.decided_by) == (False, "area_switched_on")
    assert explained.rules[-1].rule == "document_kept"
    assert explained.may_change_self


def test_who_is_not_let_in_himself_asks_about_nobodys_documents(
    world: World, others: OtherServices, company: UUID
) -> None:
    document = others.issue(company)
    admin = a_seat(world, company, "admin", areas=()).principal(world)
    member = reader(world, company)

    for subject in ("document", "missing_mail"):
        with pytest.raises(AreaNotVisible):
            ask(world, admin, about=member.person_id, **{subject: document})
        with pytest.raises(NotPermitted):
            ask(
                world,
                member.principal(world),
                about=admin.subject,
                **{subject: document},
            )
    assert others.asked == []


@pytest.mark.req("SE-51", "SE-52")
def test_seeing_post_is_not_being_told(world: World, others: OtherServices, company: UUID) -> None:
    document = others.issue(company, told=E_BILLING)

    explained = ask(world, reader(world, company).principal(world), missing_mail=document)

    assert (explained.is_allowed, explained.decided_by) == (False, "address_is_yours")
    assert refusing(explained) == [("address_is_yours", "another_address")]
    assert kinds(explained) == ["vendor_administration"]
    assert explained.notice is not None
    assert (explained.notice.state, explained.notice.recipient) == ("sent", None)


@pytest.mark.req("SE-30", "SE-53")
def test_without_an_address_nobody_was_told_and_the_vendor_names_one(
    world: World, others: OtherServices, company: UUID
) -> None:
    document = others.issue(company)

    explained = ask(world, reader(world, company).principal(world), missing_mail=document)

    assert (explained.is_allowed, explained.decided_by) == (False, "address_named")
    assert (kinds(explained), explained.notice) == (["vendor_administration"], None)
    assert others.asked == ["find_document"]


@pytest.mark.req("SE-58")
def test_who_wanted_paper_is_told_so_and_his_administrator_can_change_it(
    world: World, others: OtherServices, company: UUID
) -> None:
    document = others.issue(company, address_now=E_BILLING, is_on_paper=True)
    admin, member = a_seat(world, company, "admin"), reader(world, company)

    for_member, for_admin = (
        ask(world, each.principal(world), missing_mail=document) for each in (member, admin)
    )

    assert (for_member.is_allowed, for_member.decided_by) == (False, "digital_delivery")
    assert [each.name for each in for_member.ask] == [admin.name, None]
    assert for_admin.may_change_self


@pytest.mark.req("SE-30", "B17")
@pytest.mark.parametrize(
    ("state", "told_so", "ask_whom"),
    [
        ("sent", True, []),
        ("queued", False, []),
        ("deferred", False, []),
        ("in_doubt", False, []),
        ("bounced", False, ["vendor_administration"]),
        ("abandoned", False, ["vendor_administration"]),
        (None, False, []),
    ],
)
def test_whose_address_it_is_reads_how_far_the_mail_has_come(
    world: World,
    others: OtherServices,
    company: UUID,
    *,
    state: DeliveryState | None,
    told_so: bool,
    ask_whom: list[str],
) -> None:
    seat = reader(world, company)
    document = others.issue(company, told=address_of(world, seat), state=state)

    explained = ask(world, seat.principal(world), missing_mail=document)

    assert (explained.is_allowed, explained.decided_by) == (told_so, "mail_handed_over")
    assert explained.rules[-1].because == (state or "requested")
    assert kinds(explained) == ask_whom


@pytest.mark.req("SE-53")
def test_whose_address_was_named_after_the_mail_had_gone_reads_so(
    world: World, others: OtherServices, company: UUID, clock: FixedClock
) -> None:
    seat = reader(world, company)
    since = clock.now() + timedelta(days=1)
    document = others.issue(
        company, told=E_BILLING, address_now=address_of(world, seat), named_at=since
    )

    explained = ask(world, seat.principal(world), missing_mail=document)

    verdict = next(each for each in explained.rules if each.rule == "address_is_yours")
    assert (verdict.passes, verdict.because, verdict.at) == (False, "named_since", since)


@pytest.mark.parametrize("subject", ["document", "missing_mail"])
def test_without_billing_docs_the_answer_says_that_it_is_not_whole(
    world: World, others: OtherServices, company: UUID, subject: str
) -> None:
    document = others.issue(company, told=E_BILLING)
    others.away = {"billing_docs"}

    explained = ask(world, reader(world, company).principal(world), **{subject: document})

    assert (explained.is_allowed, explained.decided_by) == (None, None)
    assert explained.unanswered == ("billing_docs",)


@pytest.mark.parametrize(
    ("is_mine", "allowed", "decided_by"),
    [(True, None, None), (False, False, "address_is_yours")],
)
def test_without_notifications_what_is_known_all_the_same_is_told(
    world: World,
    others: OtherServices,
    company: UUID,
    *,
    is_mine: bool,
    allowed: bool | None,
    decided_by: str | None,
) -> None:
    seat = reader(world, company)
    document = others.issue(company, told=address_of(world, seat) if is_mine else E_BILLING)
    others.away = {"notifications"}

    explained = ask(world, seat.principal(world), missing_mail=document)

    assert (explained.is_allowed, explained.decided_by) == (allowed, decided_by)
    assert explained.unanswered == ("notifications",)
    assert explained.notice is not None
    assert explained.notice.state is None


@pytest.mark.req("A25", "SE-30")
def test_the_vendors_people_ask_whether_anybody_was_told_and_the_trail_keeps_it(
    world: World, others: OtherServices, company: UUID
) -> None:
    document = others.issue(company, told=E_BILLING, state="bounced")
    admin, staff = a_seat(world, company, "admin"), world.staff()

    explained = ask(
        world, staff, missing_mail=document, organisation_id=company, reason="Anruf 4711"
    )

    assert (explained.is_allowed, explained.decided_by) == (False, "mail_handed_over")
    assert (explained.person_id, explained.may_change_self) == (None, True)
    (entry, *_) = world.service.list_audit(admin.principal(world)).items
    assert (entry.action, entry.subject) == ("access.explained", f"document:{document}")
    assert entry.details == {"reason": "Anruf 4711"}
    with pytest.raises(InvalidInput):
        ask(world, staff, missing_mail=document, organisation_id=company)
    with pytest.raises(InvalidInput):
        ask(world, staff, document=document, organisation_id=company, reason="Anruf 4711")


def test_the_vendors_people_ask_about_one_persons_mail_in_his_organisation_alone(
    world: World, others: OtherServices, company: UUID
) -> None:
    seat, staff = reader(world, company), world.staff()
    document = others.issue(company, told=E_BILLING)
    elsewhere = an_organisation(world).id

    explained = ask(
        world,
        staff,
        missing_mail=document,
        about=seat.person_id,
        organisation_id=company,
        reason="Anruf",
    )

    assert (explained.person_name, explained.decided_by) == (seat.name, "address_is_yours")
    with pytest.raises(NotFound):
        ask(
            world,
            staff,
            missing_mail=document,
            about=seat.person_id,
            organisation_id=elsewhere,
            reason="Anruf",
        )


@pytest.mark.req("MB-13")
def test_support_that_looks_in_asks_about_the_customers_people(
    world: World, others: OtherServices
) -> None:
    support = Support(world)
    inside = support.looking(support.opened())
    document = others.issue(support.organisation_id, told="erika@muster.example")

    explained = ask(world, inside, missing_mail=document, about=support.admin.subject)

    assert (explained.is_allowed, explained.decided_by) == (True, "mail_handed_over")
    with pytest.raises(InvalidInput):
        ask(world, inside, missing_mail=document)


@pytest.mark.req("DW-04")
def test_whoever_belongs_to_nobody_reads_that_it_is_membership_he_lacks(
    world: World, others: OtherServices
) -> None:
    stranger = a_seat(world, None).principal(world)

    for subject in ("document", "missing_mail"):
        explained = ask(world, stranger, **{subject: new_id()})
        assert (explained.is_allowed, explained.decided_by) == (False, "membership")
    assert others.asked == []
