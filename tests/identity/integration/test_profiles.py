"""One's own particulars: what is changed here, what elsewhere, and what everybody sees of it."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.errors import AlreadyExists, InvalidInput, ManagedExternally, NotFound, NotPermitted
from contracts.identity import SignIn
from contracts.principal import Principal
from contracts.profiles import LinkAccount, UpdateProfile
from identity.use_cases.profiles.update_profile import update_profile
from tests.identity.integration.bookings import organisation_of, told
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World
from tests.row_locks import until_somebody_waits

CONTACT = "erika@muster.example"
MANAGE_URL = "https://kundencenter.example.com/profil"


def update(world: World, caller: Principal, **changes: Any) -> str:
    return world.service.update_profile(caller, UpdateProfile(**changes)).name


def link(world: World, person: Principal, subject: str | None, **changes: Any) -> None:
    values: dict[str, Any] = {"person_id": person.subject, "reason": "Anruf 3.3.", **changes}
    world.service.link_account(world.staff(), LinkAccount(subject=subject, **values))


def recorded(world: World, action: str) -> list[dict[str, str]]:
    query = f"SELECT details FROM audit_entry WHERE action = '{action}' ORDER BY number"  # noqa: S608 - our own words
    return [row.details for row in world.run_sql(query)]


def test_a_person_sees_himself_with_the_parts_of_his_name(world: World) -> None:
    admin = world.admin()

    profile = world.service.get_profile(admin)

    assert (profile.name, profile.given_name, profile.family_name) == (
        "Erika Muster",
        "Erika",
        "Muster",
    )
    assert (profile.email, profile.language) == (CONTACT, "de")
    assert profile.linked_account is None


@pytest.mark.req("MB-02")
def test_a_new_name_is_shown_everywhere_at_once(world: World) -> None:
    admin = world.admin()
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))

    shown = update(world, admin, given_name="Rike", family_name="von Muster")

    assert shown == "Rike von Muster"
    assert world.authenticate(session).person_name == "Rike von Muster"
    (member,) = world.service.list_members(admin).items
    assert member.person_name == "Rike von Muster"
    told_of = world.announced("access_ended")[-1]
    assert told_of["reason"] == "rights_changed"
    assert set(told_of["session_ids"]) == {str(session.session_id), str(admin.session_id)}
    (news,) = world.announced("person_changed")
    assert (news["name"], news["email"], news["language"]) == ("Rike von Muster", CONTACT, "de")


def test_the_language_is_the_persons_own_and_in_his_principal(world: World) -> None:
    admin = world.admin()
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))

    update(world, admin, language="en")

    assert world.principal_of(session).language == "en"
    assert world.service.get_profile(admin).given_name == "Erika"
    assert recorded(world, "person.profile_changed") == [
        {"fields": "language", "before": "de", "after": "en"}
    ]


def test_the_trail_of_each_organisation_keeps_that_the_name_changed_and_not_the_names(
    world: World,
) -> None:
    admin = world.admin()
    world.register(customer_number="10002", contact_email=CONTACT)
    world.accept(CONTACT)

    update(world, admin, family_name="Geheim")
    update(world, admin, family_name="Geheim")

    assert recorded(world, "person.profile_changed") == [{"fields": "family_name"}] * 2
    assert world.run_sql("SELECT 1 FROM audit_entry WHERE details::text LIKE '%Geheim%'") == []


@pytest.mark.req("MB-03", "A22")
def test_what_is_kept_elsewhere_is_refused_with_its_address_and_changes_nothing(
    world: World,
) -> None:
    admin = world.admin()

    with pytest.raises(ManagedExternally) as refused:
        update(world, admin, given_name="Rike", phone="+49 30 123")

    assert refused.value.arguments == ("phone", MANAGE_URL)
    profile = world.service.get_profile(admin)
    assert profile.given_name == "Erika"
    assert profile.manage_url == MANAGE_URL
    assert "phone" in profile.managed_elsewhere


@pytest.mark.req("MB-01", "A22")
def test_a_linked_account_is_shown_and_its_link_can_be_taken_away(world: World) -> None:
    admin = world.admin()

    link(world, admin, "KC-4711")
    shown = world.service.get_profile(admin).linked_account
    link(world, admin, None)

    assert shown is not None
    assert (shown.provider, shown.subject, shown.manage_url) == (
        "Kundencenter",
        "KC-4711",
        MANAGE_URL,
    )
    assert world.service.get_profile(admin).linked_account is None
    (linked,) = recorded(world, "person.account_linked")
    assert linked == {"before": "", "after": "KC-4711", "reason": "Anruf 3.3."}
    assert len(recorded(world, "person.account_unlinked")) == 1


def test_linking_twice_changes_nothing_and_another_persons_account_is_taken(world: World) -> None:
    admin = world.admin()
    colleague = world.member(admin, "max@muster.example")
    link(world, admin, "KC-4711")

    link(world, admin, "KC-4711")
    with pytest.raises(AlreadyExists):
        link(world, colleague, "KC-4711")
    link(world, colleague, "KC-4712")

    assert len(recorded(world, "person.account_linked")) == 2


def test_of_two_people_linked_to_one_account_at_once_one_gets_it(world: World) -> None:
    admin = world.admin()
    colleague = world.member(admin, "max@muster.example")

    def outcome(person: Principal) -> str:
        try:
            link(world, person, "KC-4711")
        except AlreadyExists:
            return "taken"
        return "linked"

    outcomes = at_once(partial(outcome, admin), partial(outcome, colleague))

    assert sorted(outcomes) == ["linked", "taken"]


@pytest.mark.parametrize("kind", ["customer", "partner"])
def test_only_the_vendors_people_link_accounts(world: World, kind: str) -> None:
    admin = world.admin()
    request = LinkAccount(person_id=admin.subject, subject="KC-1", reason="Anruf")

    with pytest.raises(NotPermitted):
        world.service.link_account(world.staff(organisation_kind=kind), request)
    with pytest.raises(NotPermitted):
        world.service.link_account(admin, request)
    with pytest.raises(InvalidInput):
        link(world, admin, "KC-1", reason=" ")
    with pytest.raises(NotFound):
        link(world, admin, "KC-1", person_id=new_id())


def test_two_changes_at_once_are_both_kept(world: World) -> None:
    admin = world.admin()

    with ThreadPoolExecutor(1) as pool:
        with world.room.of_everybody() as records:
            update_profile(admin, UpdateProfile(given_name="Rike"), records, None)
            second = pool.submit(update, world, admin, family_name="Beispiel")
            until_somebody_waits(world.database)
        second.result(60)

    assert world.service.get_profile(admin).name == "Rike Beispiel"


def test_a_machine_has_no_profile(world: World) -> None:
    machine = world.staff(kind="system", role=None)

    for attempt in (partial(world.service.get_profile, machine), partial(update, world, machine)):
        with pytest.raises(NotPermitted):
            attempt()


def test_whose_contract_has_ended_still_looks_after_his_own_name(world: World) -> None:
    admin = world.admin()
    ends_on = world.clock.today().replace(year=2025)
    world.service.note_coverage(told(organisation_of(admin), ends_on=ends_on))

    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))
    barred = world.principal_of(session)

    assert barred.barred_by == "contract_ended"
    assert update(world, barred, given_name="Rike") == "Rike Muster"
