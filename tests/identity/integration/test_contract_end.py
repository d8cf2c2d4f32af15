"""What the end of a contract does to people, keys and invitations (SE-70, SE-71)."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from chassis.clock import BERLIN
from chassis.errors import Refused
from chassis.ids import new_id
from contracts.errors import InvitationNotUsable
from contracts.identity import (
    AcceptInvitation,
    CreateApiKey,
    InvitationChoice,
    InvitePerson,
    SignIn,
    TypedCode,
)
from identity.adapters.password_hasher import Argon2Hasher
from identity.domain.api_keys import READ
from identity.use_cases.invitations.accept_invitation import accept_invitation
from tests.identity.integration.bookings import organisation_of, told
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World

CONTACT = "erika@muster.example"
DAY = timedelta(days=1)


def end_contract(world: World, organisation_id: UUID, *, days_ago: int) -> None:
    ends_on = world.clock.today() - days_ago * DAY
    world.service.note_coverage(told(organisation_id, ends_on=ends_on))


@pytest.mark.req("SE-70", "A24")
@pytest.mark.parametrize(("days_ago", "bar"), [(0, None), (42, None), (43, "contract_ended")])
def test_a_person_is_barred_only_when_the_grace_period_is_over(
    world: World, days_ago: int, bar: str | None
) -> None:
    admin = world.admin()
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))

    end_contract(world, organisation_of(admin), days_ago=days_ago)

    assert world.principal_of(session).barred_by == bar


@pytest.mark.req("SE-70")
def test_a_key_is_barred_with_its_organisation(world: World) -> None:
    admin = world.admin()
    made = world.service.create_api_key(admin, CreateApiKey(name="Export", scopes=(READ,)))

    end_contract(world, organisation_of(admin), days_ago=50)

    principal = world.verify(world.service.authenticate(made.key))
    assert principal.barred_by == "contract_ended"


def test_no_principal_is_believed_past_the_end_of_access(world: World) -> None:
    admin = world.admin()
    end_contract(world, organisation_of(admin), days_ago=42)
    midnight = datetime.combine(world.clock.today() + DAY, datetime.min.time(), BERLIN)
    world.clock.move(midnight - world.clock.now() - timedelta(seconds=20))
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))

    principal = world.principal_of(session)

    assert (principal.barred_by, principal.expires_at) == (None, midnight)


def test_the_vendors_people_are_never_barred(world: World) -> None:
    link = world.bootstrap("vera@vendor.example")
    assert link is not None
    session = world.accept_link(link)
    end_contract(world, organisation_of(world.principal_of(session)), days_ago=400)

    assert world.principal_of(session).barred_by is None


@pytest.mark.req("SE-70")
def test_who_is_barred_signs_in_and_acts_for_another_of_his_organisations(world: World) -> None:
    admin = world.admin()
    world.register(customer_number="10002", contact_email=CONTACT)
    world.accept(CONTACT)
    other = world.run_sql("SELECT id FROM organisation WHERE customer_number = '10002'")[0].id
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))
    end_contract(world, organisation_of(admin), days_ago=50)

    barred = world.principal_of(session)
    world.service.switch_organisation(barred, other)
    fresh = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))

    assert barred.barred_by == "contract_ended"
    assert world.principal_of(session).barred_by is None
    assert world.principal_of(fresh).organisation_id == other


@pytest.mark.req("SE-70")
def test_a_renewed_contract_opens_the_portal_at_once(world: World) -> None:
    admin = world.admin()
    organisation_id = organisation_of(admin)
    key = world.service.create_api_key(admin, CreateApiKey(name="Export", scopes=(READ,)))
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))
    end_contract(world, organisation_id, days_ago=50)

    world.service.note_coverage(told(organisation_id, version=2))

    assert world.principal_of(session).barred_by is None
    forgotten = world.announced("access_ended")[-1]
    assert forgotten["reason"] == "rights_changed"
    assert set(forgotten["session_ids"]) >= {str(session.session_id), str(key.id)}


def test_an_older_version_that_comes_late_changes_nothing(world: World) -> None:
    organisation_id = organisation_of(world.admin())
    session = world.service.open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD))
    world.service.note_coverage(told(organisation_id, version=2))

    world.service.note_coverage(
        told(organisation_id, version=1, ends_on=world.clock.today() - 50 * DAY)
    )

    assert world.principal_of(session).barred_by is None


def test_a_repeated_announcement_is_on_record_once_also_from_two_at_once(world: World) -> None:
    organisation_id = organisation_of(world.admin())
    event = told(organisation_id, ends_on=world.clock.today())

    at_once(*[partial(world.service.note_coverage, event)] * 2)
    world.service.note_coverage(event)

    recorded = world.run_sql(
        "SELECT details FROM audit_entry WHERE action = 'organisation.contract_coverage_changed'"
    )
    assert [row.details for row in recorded] == [
        {"before": "", "after": "2026-04-13T22:00:00+00:00"}
    ]


def test_an_organisation_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="unknown_organisation"):
        world.service.note_coverage(told(new_id()))


@pytest.mark.req("SE-71", "A24")
def test_who_never_came_in_still_does_with_the_link_he_has(world: World) -> None:
    organisation = world.register()
    world.clock.move(200 * DAY)  # the link's own thirty days are long over
    end_contract(world, organisation.id, days_ago=1)

    preview = world.service.preview_invitation(world.token_mailed_to(CONTACT))
    session = world.accept(CONTACT)

    principal = world.principal_of(session)
    assert (principal.role, principal.barred_by) == ("admin", None)
    assert preview.expires_at.astimezone(BERLIN).date() == world.clock.today() + 42 * DAY


@pytest.mark.req("SE-71")
def test_the_code_of_the_same_mail_does_what_the_link_does(world: World) -> None:
    organisation = world.register()
    (notice,) = world.invitations_mailed()
    world.clock.move(200 * DAY)
    end_contract(world, organisation.id, days_ago=1)

    session = world.service.accept_invitation(
        AcceptInvitation(
            typed=TypedCode(email=CONTACT, code=notice.secrets["code"]),
            person_name="Erika Muster",
            password=GOOD_PASSWORD,
        )
    )

    assert world.principal_of(session).role == "admin"


@pytest.mark.req("SE-71")
def test_staff_may_renew_the_link_while_the_grace_period_runs(world: World) -> None:
    organisation = world.register()
    old = world.token_mailed_to(CONTACT)
    world.clock.move(200 * DAY)
    end_contract(world, organisation.id, days_ago=30)
    (invitation,) = world.service.list_invitations(world.staff(), organisation.id).items

    renewed = world.service.resend_invitation(
        world.staff(),
        InvitationChoice(
            invitation_id=invitation.id, organisation_id=organisation.id, reason="Anruf"
        ),
    )

    last_day = world.clock.today() + 12 * DAY
    assert world.invitations_mailed()[-1].parameters["valid_until"] == last_day.isoformat()
    assert renewed.expires_at < world.clock.now() + 30 * DAY
    with pytest.raises(InvitationNotUsable):
        world.service.preview_invitation(old)
    assert world.principal_of(world.accept(CONTACT)).role == "admin"


@pytest.mark.req("SE-71")
def test_after_the_grace_period_no_link_lets_anybody_in_and_none_is_sent(world: World) -> None:
    organisation = world.register()
    (invitation,) = world.service.list_invitations(world.staff(), organisation.id).items
    end_contract(world, organisation.id, days_ago=43)
    choice = InvitationChoice(
        invitation_id=invitation.id, organisation_id=organisation.id, reason="Anruf"
    )
    colleague = InvitePerson(
        email="neu@muster.example", organisation_id=organisation.id, reason="Anruf"
    )

    for attempt in (
        partial(world.accept, CONTACT),
        partial(world.service.preview_invitation, world.token_mailed_to(CONTACT)),
        partial(world.service.resend_invitation, world.staff(), choice),
        partial(world.service.invite_person, world.staff(), colleague),
    ):
        with pytest.raises(InvitationNotUsable) as refused:
            attempt()
        assert refused.value.arguments == ("contract_ended",)
    assert len(world.invitations_mailed()) == 1
    listed = world.service.list_invitations(world.staff(), organisation.id).items
    assert [each.state for each in listed] == ["expired"]


@pytest.mark.req("SE-71")
def test_a_grace_period_that_ends_while_somebody_chooses_his_password_wins(world: World) -> None:
    organisation = world.register()
    end_contract(world, organisation.id, days_ago=0)
    accept = AcceptInvitation(
        token=world.token_mailed_to(CONTACT), person_name="Erika Muster", password=GOOD_PASSWORD
    )

    with pytest.raises(InvitationNotUsable) as refused:
        accept_invitation(accept, world.room, SlowHasher(world))

    assert refused.value.arguments == ("contract_ended",)
    assert world.run_sql("SELECT * FROM membership") == []


class SlowHasher(Argon2Hasher):
    """Takes weeks for a hash."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def hash(self, password: str) -> str:
        self._world.clock.move(43 * DAY)
        return super().hash(password)
