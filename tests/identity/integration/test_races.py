"""A hundred who use the same secret at the same moment: one wins, and the others are told so."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import TestKeys
from contracts.accounts import AskForLink, CompleteRegistration, ResetPassword
from contracts.errors import WireError
from contracts.identity import AcceptInvitation, InvitePerson, TypedCode
from contracts.mailed_links import ConfirmEmailChange, RequestEmailChange
from contracts.members import ChangeRole, RemoveMember
from identity.domain.attempts import FREE_ATTEMPTS
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World, make_world
from tests.service_plugin import MakeDatabase

CONTACT = "erika@muster.example"
COLLEAGUE = "lea@muster.example"
MANY = 100
pytestmark = pytest.mark.req("S14")


@pytest.fixture
def world(make_database: MakeDatabase, clock: FixedClock, keys: TestKeys) -> World:
    """Return a service with a connection for each who tries."""
    urls = make_database("identity")
    return make_world(Database(urls.application_url, pool_size=MANY // 4), clock, keys)


def outcomes(calls: Sequence[Callable[[], object]]) -> Counter[str]:
    """Return how often each outcome came of the calls, all begun at once."""

    def outcome(call: Callable[[], object]) -> str:
        try:
            call()
        except WireError as refused:
            return refused.code
        return "won"

    return Counter(at_once(*[partial(outcome, call) for call in calls]))


def count(world: World, what: str) -> int:
    found: int = world.run_sql(f"SELECT count(*) FROM {what}")[0][0]  # noqa: S608  (our own)
    return found


def test_one_of_a_hundred_chooses_the_password_by_a_link(world: World) -> None:
    world.admin()
    world.service.request_password_reset(AskForLink(email=CONTACT))
    token = world.token_mailed_to(CONTACT)
    passwords = [f"{n} blaue Kraniche fliegen nordwärts" for n in range(MANY)]

    ended = outcomes(
        [
            partial(world.service.reset_password, ResetPassword(token=token, password=each))
            for each in passwords
        ]
    )

    assert ended == {"won": 1, "link_not_usable": MANY - 1}
    assert count(world, "audit_entry WHERE action = 'person.password_reset'") == 1
    told = [each for each in world.invitations_mailed() if each.kind == "password_changed"]
    assert len(told) == 1


def test_one_of_a_hundred_accepts_an_invitation_by_link_or_code(world: World) -> None:
    admin = world.admin()
    world.service.invite_person(admin, InvitePerson(email=COLLEAGUE))
    secrets = [each for each in world.invitations_mailed() if each.recipient == COLLEAGUE][-1]
    token = secrets.secrets["link"].rpartition("/")[2]
    typed = TypedCode(email=COLLEAGUE, code=secrets.secrets["code"])
    by_link = AcceptInvitation(token=token, person_name="Lea Link", password=GOOD_PASSWORD)
    by_code = AcceptInvitation(typed=typed, person_name="Lea Code", password=GOOD_PASSWORD)

    ended = outcomes(
        [partial(world.service.accept_invitation, by) for by in [by_link, by_code] * (MANY // 2)]
    )

    # A code opens nothing once its invitation is closed, and why is never told.
    assert ended["won"] == 1
    assert set(ended) <= {"won", "invitation_not_usable", "not_found"}
    assert count(world, f"person WHERE email = '{COLLEAGUE}'") == 1
    assert count(world, "audit_entry WHERE action = 'invitation.accepted'") == 2


def test_who_has_an_account_accepts_an_invitation_once_however_often_at_once(world: World) -> None:
    admin = world.admin()
    lea = world.member(admin, COLLEAGUE)
    world.service.remove_member(admin, RemoveMember(person_id=lea.subject))
    world.service.invite_person(admin, InvitePerson(email=COLLEAGUE))
    accept = AcceptInvitation(
        token=world.token_mailed_to(COLLEAGUE), person_name="Lea Muster", password=GOOD_PASSWORD
    )

    # More at once would look like guessing.
    ended = outcomes([partial(world.service.accept_invitation, accept)] * FREE_ATTEMPTS)

    assert ended == {"won": 1, "invitation_not_usable": FREE_ATTEMPTS - 1}
    assert count(world, "audit_entry WHERE action = 'invitation.accepted'") == 3


def test_one_of_a_hundred_signs_up_by_a_link(world: World) -> None:
    world.service.request_registration(AskForLink(email="neu@frei.example"))
    token = world.token_mailed_to("neu@frei.example")
    request = CompleteRegistration(token=token, person_name="Nora Neu", password=GOOD_PASSWORD)

    ended = outcomes([partial(world.service.complete_registration, request)] * MANY)

    assert ended == {"won": 1, "link_not_usable": MANY - 1}
    assert count(world, "person") == 1
    assert count(world, "session") == 1


def test_one_of_a_hundred_changes_the_address_by_a_link(world: World) -> None:
    lea = world.member(world.admin(), COLLEAGUE)
    request = RequestEmailChange(email="lea@neu.example", password=GOOD_PASSWORD)
    world.service.request_email_change(lea, request)
    confirm = ConfirmEmailChange(token=world.token_mailed_to("lea@neu.example"))

    ended = outcomes([lambda: world.service.confirm_email_change(confirm)] * MANY)

    assert ended == {"won": 1, "link_not_usable": MANY - 1}
    assert count(world, "audit_entry WHERE action = 'person.email_changed'") == 1


def test_five_wrong_codes_are_five_however_many_are_typed_at_once(world: World) -> None:
    admin = world.admin()
    world.service.invite_person(admin, InvitePerson(email=COLLEAGUE))
    typed = TypedCode(email=COLLEAGUE, code="0000-0000-0000")

    ended = outcomes([lambda: world.service.preview_typed_code(typed)] * MANY)

    assert ended == {"not_found": MANY}
    assert world.run_sql("SELECT count FROM wrong_code_count") == [(5,)]


def test_the_last_two_admins_who_remove_each_other_a_hundred_times_leave_one(world: World) -> None:
    contact = world.admin()
    one = world.member(contact, "one@muster.example", role="admin")
    two = world.member(contact, "two@muster.example", role="admin")
    world.service.change_role(one, ChangeRole(person_id=contact.subject, role="member"))
    pairs = [(one, two), (two, one)] * (MANY // 2)

    ended = outcomes(
        [
            partial(world.service.remove_member, by, RemoveMember(person_id=whom.subject))
            for by, whom in pairs
        ]
    )

    assert ended["won"] == 1
    assert set(ended) <= {"won", "not_found", "not_permitted", "last_administrator"}
    assert count(world, "membership WHERE role = 'admin'") == 1
