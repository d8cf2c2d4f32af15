"""Prospects: created here, with a hint at likely duplicates, and looked after by somebody."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from chassis.clock import FixedClock
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import AreaNotVisible, ChangedMeanwhile, InvalidInput, NotFound, NotPermitted
from contracts.partner_accounts import (
    AccountQuery,
    AssignProspectContact,
    ChangeProspect,
    CreateProspect,
    Particulars,
    Prospect,
)
from contracts.people_news import MemberLeft
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk, incoming
from tests.catalog.integration.partners import Partner, partner_person
from tests.catalog.integration.test_accounts import a_site
from tests.identity.integration.threads import at_once

KNOWN = Particulars(city="Köln", postal_code="50667", contact_name="Jo Muster", note="Messe")


def acts(desk: Desk, caller: Principal) -> None:
    """Let identity know who asks."""
    desk.people.profile = {"person_id": str(caller.subject), "name": "Kim Muster"}


def create(desk: Desk, caller: Principal, name: str, key: str = "1", **changes: Any) -> Prospect:
    """Let somebody create a prospect."""
    acts(desk, caller)
    values: dict[str, Any] = {"name": name, "particulars": KNOWN, "idempotency_key": key}
    return desk.service.create_prospect(caller, CreateProspect(**(values | changes)))


def listed(desk: Desk, caller: Principal) -> list[str]:
    """Return the names of the prospects that somebody sees."""
    page = desk.service.list_accounts(caller, AccountQuery(kind="prospect"))
    return [item.name for item in page.items]


def a_member(person_id: UUID, name: str) -> dict[str, Any]:
    """Return a member of the partner as identity describes it."""
    return {
        "person_id": str(person_id),
        "person_name": name,
        "email": "k@example.com",
        "role": "member",
        "areas": [],
    }


@pytest.mark.req("DW-11", "DW-35", "E13")
def test_a_prospect_is_created_with_a_hint_at_who_may_be_the_same(desk: Desk) -> None:
    partner = Partner(desk)
    partner.add("X", "29999", None)
    desk.new_customer("39999", name="Neukunde X (Demo)")  # another's, so nothing is said of it

    first = create(desk, partner.user_1, "Neukunde AG")
    second = create(desk, partner.user_1, "  neukunde   GmbH ", key="2")
    checked = desk.service.find_duplicates(partner.user_1, "Neukunde")
    hidden = desk.service.find_duplicates(partner.user_3, "Neukunde")

    assert (first.account.kind, first.likely_duplicates) == ("prospect", ())
    assert first.particulars == KNOWN
    assert [each.id for each in second.likely_duplicates] == [first.account.id]
    assert second.account.name == "neukunde GmbH"
    assert [each.id for each in checked.items] == [first.account.id, second.account.id]
    assert hidden.items == ()
    assert listed(desk, partner.user_1) == ["Neukunde AG", "neukunde GmbH"]


@pytest.mark.req("DW-35")
def test_whoever_creates_a_prospect_looks_after_it_and_sees_it(desk: Desk) -> None:
    partner = Partner(desk)

    made = create(desk, partner.user_3, "Neukunde AG").account

    assert (made.contact_person_id, made.contact_name) == (partner.user_3.subject, "Kim Muster")
    assert listed(desk, partner.user_3) == ["Neukunde AG"]
    assert listed(desk, partner_person(partner.id, "own")) == []
    detail = desk.service.get_account(partner.user_3, made.id)
    assert (detail.particulars, detail.version, detail.contracts) == (KNOWN, 1, ())


def test_a_prospect_created_twice_is_there_once(desk: Desk) -> None:
    partner = Partner(desk)

    made = create(desk, partner.user_1, "Neukunde AG")
    again = create(desk, partner.user_1, "Neukunde AG")
    acts(desk, partner.user_1)
    request = CreateProspect(name="Zweitkunde", idempotency_key="2")
    both = at_once(
        *[lambda: desk.service.create_prospect(partner.user_1, request) for _ in range(2)]
    )

    assert again == made
    assert len({each.account.id for each in both}) == 1
    assert listed(desk, partner.user_1) == ["Neukunde AG", "Zweitkunde"]


def test_a_prospect_is_changed_by_who_saw_it_last_and_removed_for_good(desk: Desk) -> None:
    partner = Partner(desk)
    prospect = create(desk, partner.user_1, "Neukunde AG").account.id
    change = ChangeProspect(
        prospect_id=prospect, base_version=1, name="Altkunde", particulars=Particulars()
    )

    changed = desk.service.change_prospect(partner.user_1, change)

    assert (changed.account.name, changed.version) == ("Altkunde", 2)
    with pytest.raises(ChangedMeanwhile):
        desk.service.change_prospect(partner.user_1, change)
    desk.service.remove_prospect(partner.user_1, prospect)
    assert listed(desk, partner.user_1) == []
    with pytest.raises(NotFound):
        desk.service.remove_prospect(partner.user_1, prospect)


def test_what_nobody_sees_nobody_changes_and_customers_are_no_prospects(desk: Desk) -> None:
    partner = Partner(desk)
    prospect = create(desk, partner.user_1, "Neukunde AG").account.id
    staff = a_principal(organisation_kind="vendor")

    for caller, account_id in (
        (partner.user_3, prospect),
        (partner.user_2, prospect),
        (partner_person(UUID(int=7)), prospect),
        (partner.user_1, partner.customers["A"]),
    ):
        with pytest.raises(NotFound):
            desk.service.remove_prospect(caller, account_id)
    with pytest.raises(NotPermitted):
        desk.service.remove_prospect(staff, prospect)
    with pytest.raises(NotPermitted):
        create(desk, staff, "Neukunde AG")
    with pytest.raises(NotPermitted):
        create(desk, partner.user_2, "Neukunde AG")
    with pytest.raises(AreaNotVisible):
        create(desk, partner_person(partner.id, areas=()), "Neukunde AG")
    with pytest.raises(InvalidInput):
        create(desk, partner.user_1, " \n ")


@pytest.mark.req("DW-13", "DW-14")
def test_the_contact_of_a_prospect_is_one_of_the_partners_people(desk: Desk) -> None:
    partner = Partner(desk)
    prospect = create(desk, partner.user_1, "Neukunde AG").account.id
    wanted = AssignProspectContact(prospect_id=prospect, person_id=partner.user_3.subject)

    with pytest.raises(InvalidInput):
        desk.service.assign_prospect_contact(partner.user_1, wanted)
    desk.people.members = [a_member(partner.user_3.subject, "Uli Muster")]
    given = desk.service.assign_prospect_contact(partner.user_1, wanted)
    assert given == desk.service.assign_prospect_contact(partner.user_1, wanted)

    assert given.contact_name == "Uli Muster"
    assert listed(desk, partner.user_3) == ["Neukunde AG"]
    nobody = msgspec.structs.replace(wanted, person_id=None)
    assert desk.service.assign_prospect_contact(partner.user_1, nobody).contact_name is None
    assert listed(desk, partner.user_3) == []
    desk.people.refuses["list_members"] = NotPermitted("deciding_team")
    with pytest.raises(NotPermitted):
        desk.service.assign_prospect_contact(partner.user_1, wanted)


def test_who_acts_for_another_site_names_nobody_for_a_prospect(desk: Desk) -> None:
    north, south = partner_person(new_id()), partner_person(new_id())
    prospect = create(desk, south, "Neukunde Süd").account.id
    assert south.organisation_id is not None
    desk.people.sites = [a_site(south.organisation_id, "all")]
    desk.people.members = [a_member(north.subject, "Uli Muster")]
    wanted = AssignProspectContact(prospect_id=prospect, person_id=north.subject)

    with pytest.raises(NotPermitted, match="site"):
        desk.service.assign_prospect_contact(north, wanted)

    (kept,) = desk.service.list_accounts(south, AccountQuery(kind="prospect")).items
    assert kept.contact_name == "Kim Muster"


def test_whoever_leaves_looks_after_no_prospect_any_more(desk: Desk, clock: FixedClock) -> None:
    partner = Partner(desk)
    create(desk, partner.user_3, "Neukunde AG")
    left = MemberLeft(
        organisation_id=partner.id,
        organisation_kind="partner",
        person_id=partner.user_3.subject,
        at=clock.now(),
    )

    for _ in range(2):
        desk.service.drop_prospect_contact(incoming(left))

    assert listed(desk, partner.user_3) == []
    (left_behind,) = desk.service.list_accounts(partner.user_1, AccountQuery(contact="none")).items
    assert left_behind.name == "Neukunde AG"
