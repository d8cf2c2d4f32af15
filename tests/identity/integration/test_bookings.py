"""What was booked opens areas to those who see them, at once and for both reasons (SE-15)."""

from functools import partial

import pytest

from chassis.errors import Refused
from chassis.ids import new_id
from contracts.identity import CreateApiKey, SignIn
from identity.domain.api_keys import READ
from tests.identity.integration.bookings import booked, organisation_of
from tests.identity.integration.support import Support
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World

CONTACT = "erika@muster.example"


def test_the_principal_says_what_the_organisation_may_use(world: World) -> None:
    organisation_id = organisation_of(world.admin())
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))
    before = world.principal_of(session)

    world.service.note_entitlements(booked(organisation_id, "base", "wiki"))

    after = world.principal_of(session)
    assert (before.entitlements, after.entitlements) == ((), ("base", "wiki"))
    assert [before.may_enter("wiki"), after.may_enter("wiki")] == [False, True]
    assert not after.may_enter("academy")


def test_what_was_booked_opens_nothing_that_the_person_does_not_see(world: World) -> None:
    admin = world.admin()
    member = world.accept_invited(admin, "max@muster.example")

    world.service.note_entitlements(booked(organisation_of(admin), "academy", "wiki"))

    principal = world.principal_of(member)
    assert principal.entitlements == ("academy", "wiki")
    assert not principal.may_enter("wiki")


def test_sessions_and_keys_are_asked_about_anew_when_something_was_booked(world: World) -> None:
    admin = world.admin()
    key = world.service.create_api_key(admin, CreateApiKey(name="Export", scopes=(READ,)))
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))

    world.service.note_entitlements(booked(organisation_of(admin), "wiki"))

    told = world.announced("access_ended")[-1]
    assert told["reason"] == "rights_changed"
    assert set(told["session_ids"]) >= {str(session.session_id), str(key.id)}
    assert world.verify(world.service.authenticate(key.key)).entitlements == ("wiki",)


def test_support_sees_what_the_customer_has_booked(world: World) -> None:
    support = Support(world)
    world.service.note_entitlements(booked(support.organisation_id, "wiki"))

    looking = support.looking(support.opened())

    assert looking.entitlements == ("wiki",)


def test_an_older_version_that_comes_late_changes_nothing(world: World) -> None:
    organisation_id = organisation_of(world.admin())
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))
    world.service.note_entitlements(booked(organisation_id, "wiki", version=2))

    world.service.note_entitlements(booked(organisation_id, version=1))

    assert world.principal_of(session).entitlements == ("wiki",)


def test_a_repeated_announcement_is_on_record_once_also_from_two_at_once(world: World) -> None:
    organisation_id = organisation_of(world.admin())
    event = booked(organisation_id, "base", "wiki")

    at_once(*[partial(world.service.note_entitlements, event)] * 2)
    world.service.note_entitlements(event)

    recorded = world.run_sql(
        "SELECT details FROM audit_entry WHERE action = 'organisation.entitlements_changed'"
    )
    assert [row.details for row in recorded] == [{"before": "", "after": "base,wiki"}]


def test_an_organisation_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="unknown_organisation"):
        world.service.note_entitlements(booked(new_id(), "wiki"))
