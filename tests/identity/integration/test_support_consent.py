"""An organisation agrees that the vendor's people look in, or takes it back."""

from datetime import timedelta

import pytest

from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.support import SetSupportConsent
from tests.identity.integration.support import Support
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World


@pytest.fixture
def support(world: World) -> Support:
    return Support(world)


@pytest.mark.req("MB-12", "A23")
def test_nobody_has_agreed_until_an_admin_does(support: Support) -> None:
    service = support.world.service

    before = service.get_support_consent(support.admin)
    support.agree()

    after = service.get_support_consent(support.admin)
    assert (before.is_given, before.changed_at, before.changed_by) == (False, None, None)
    assert (after.is_given, after.until) == (True, None)
    assert (after.changed_at, after.changed_by) == (
        support.world.clock.now(),
        support.admin.subject,
    )
    assert service.get_support_consent(support.staff, support.organisation_id) == after


@pytest.mark.req("MB-12", "BR-11")
def test_giving_and_taking_back_stand_in_the_trail_once_each(support: Support) -> None:
    until = support.world.clock.now() + timedelta(days=1)

    for _ in range(2):
        support.agree(until=until)
    for _ in range(2):
        support.withdraw()

    given, withdrawn = reversed(support.world.service.list_audit(support.admin).items[:2])
    assert support.trail() == ["support_consent.withdrawn", "support_consent.given"]
    assert given.details == {
        "before": "not given",
        "after": "given until 2026-03-03T12:00:00+00:00",
    }
    assert withdrawn.details["after"] == "not given"
    assert {given.actor, withdrawn.actor} == {f"person:{support.admin.subject}"}


@pytest.mark.req("MB-12")
def test_only_the_organisations_own_admins_agree(support: Support) -> None:
    service = support.world.service
    member = support.world.member(support.admin, "lea@muster.example")
    yes = SetSupportConsent(is_given=True)

    for caller in (member, support.staff):
        with pytest.raises(NotPermitted):
            service.set_support_consent(caller, yes)
    with pytest.raises(NotPermitted):
        service.get_support_consent(member)
    support.world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = support.world.principal_of(support.world.accept("chef@fremd.example"))
    with pytest.raises(NotFound):
        service.get_support_consent(foreign, support.organisation_id)
    support.agree(foreign)

    assert not service.get_support_consent(support.admin).is_given


def test_the_vendor_itself_cannot_be_looked_into(support: Support) -> None:
    with pytest.raises(InvalidInput) as refused:
        support.agree(support.chief)

    assert refused.value.arguments == ("is_given", "not_for_the_vendor")


def test_a_consent_that_is_over_before_it_begins_is_refused(support: Support) -> None:
    with pytest.raises(InvalidInput) as refused:
        support.agree(until=support.world.clock.now())

    assert refused.value.arguments == ("until", "in_the_past")


def test_agreeing_at_once_from_two_places_is_written_down_once(support: Support) -> None:
    at_once(*[support.agree] * 4)

    assert support.trail() == ["support_consent.given"]
