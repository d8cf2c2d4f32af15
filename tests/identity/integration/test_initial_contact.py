"""Who came in by the contact's address on file stays, with it, in whatever order it is tried."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chassis.ids import new_id
from contracts.errors import WireError
from contracts.identity import Invitation, InvitationChoice, InvitePerson, SetAreas
from contracts.mailed_links import RequestEmailChange
from contracts.members import ChangeRole, RemoveMember
from contracts.principal import Principal, Role
from tests.identity.integration.world import GOOD_PASSWORD, World

PROTECTED = "initial_address_protected"
NUMBERS = count(20001)
ROLES = st.sampled_from(get_args(Role))


def code_of(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except WireError as refused:
        return refused.code
    return "done"


class ContactMachine(RuleBasedStateMachine):
    """One customer, its contact on file, a second admin, and all who want the contact gone."""

    world: World

    @initialize()
    def register(self) -> None:
        number = str(next(NUMBERS))
        self.contact_email = f"info@kunde{number}.example"
        self.organisation = self.world.register(
            customer_number=number, name=f"Kunde {number}", contact_email=self.contact_email
        )
        self.contact: Principal | None = None
        second = f"zweite@kunde{number}.example"
        self.world.service.invite_person(
            self.world.staff(),
            InvitePerson(
                email=second, role="admin", organisation_id=self.organisation.id, reason="Anruf"
            ),
        )
        self.second = self.world.principal_of(self.world.accept(second))
        self.is_second_admin = True
        self.is_contact_admin = False

    # Before he has come in -----------------------------------------------------------------------

    @precondition(lambda self: self.contact is None)
    @rule()
    def come_in(self) -> None:
        session = self.world.accept(self.contact_email, name="Ina Info")
        self.contact = self.world.principal_of(session)
        assert self.contact.role == "admin"
        self.is_contact_admin = True

    @precondition(lambda self: self.contact is None and self.is_second_admin)
    @rule()
    def invite_again_as_less(self) -> None:
        invited = self.world.service.invite_person(
            self.second, InvitePerson(email=self.contact_email, role="member")
        )
        assert (invited.role, invited.is_initial) == ("admin", True)

    @precondition(lambda self: self.contact is None and self.is_second_admin)
    @rule()
    def send_again_after_it_expired(self) -> None:
        self.world.clock.move(timedelta(days=31))
        sent = self.world.service.resend_invitation(self.second, self._choice())
        assert sent.is_initial

    @precondition(lambda self: self.contact is None and self.is_second_admin)
    @rule()
    def take_the_invitation_back(self) -> None:
        revoke = self.world.service.revoke_invitation
        assert code_of(lambda: revoke(self.second, self._choice())) == PROTECTED

    # Once he is there ----------------------------------------------------------------------------

    @precondition(lambda self: self.contact is not None)
    @rule(by=st.sampled_from(("second", "staff")), role=ROLES)
    def change_his_role(self, by: str, role: Role) -> None:
        acting = self.second if by == "second" else self.world.staff()
        outcome = self._change_role(acting, self._contact, role)
        if outcome == "done":
            self.is_contact_admin = role == "admin"
        may_act = self.is_second_admin or by == "staff"
        assert outcome in ({"done", "last_administrator"} if may_act else {"not_permitted"})

    @precondition(lambda self: self.contact is not None and self.is_contact_admin)
    @rule(role=ROLES)
    def change_the_seconds_role(self, role: Role) -> None:
        if self._change_role(self._contact, self.second, role) == "done":
            self.is_second_admin = role == "admin"

    @precondition(lambda self: self.contact is not None and self.is_second_admin)
    @rule()
    def invite_him_once_more(self) -> None:
        invite = self.world.service.invite_person
        request = InvitePerson(email=self.contact_email, role="documents")
        assert code_of(lambda: invite(self.second, request)) == "already_exists"

    @precondition(lambda self: self.contact is not None and self.is_second_admin)
    @rule()
    def take_every_area_from_him(self) -> None:
        self.world.service.set_areas(
            self.second, SetAreas(person_id=self._contact.subject, areas=())
        )

    @precondition(lambda self: self.is_second_admin)
    @rule()
    def add_a_further_admin(self) -> None:
        self.world.service.invite_person(
            self.second,
            InvitePerson(email=f"{new_id().hex}@kunde.example", role="admin"),
        )

    # What must never work, after whatever was done -----------------------------------------------

    @invariant()
    def nobody_removes_him(self) -> None:
        if self.contact is not None:
            by_second = PROTECTED if self.is_second_admin else "not_permitted"
            by_himself = PROTECTED if self.is_contact_admin else "not_permitted"
            assert self._remove(self.world.staff()) == PROTECTED
            assert self._remove(self.second) == by_second
            assert self._remove(self.contact) == by_himself

    @invariant()
    def he_gets_no_other_address(self) -> None:
        if self.contact is not None:
            request = RequestEmailChange(
                email=f"{new_id().hex}@weg.example", password=GOOD_PASSWORD
            )
            ask = self.world.service.request_email_change
            assert code_of(lambda: ask(self._contact, request)) == PROTECTED

    @invariant()
    def he_is_there_with_his_address(self) -> None:
        if self.contact is None:
            return
        members = self.world.service.list_members(self.world.staff(), self.organisation.id).items
        (he,) = [each for each in members if each.person_id == self.contact.subject]
        assert (he.email, he.is_initial) == (self.contact_email, True)

    @property
    def _contact(self) -> Principal:
        assert self.contact is not None
        return self.contact

    def _choice(self) -> InvitationChoice:
        invitations = self.world.service.list_invitations(
            self.world.staff(), self.organisation.id
        ).items
        newest: Invitation = next(
            each
            for each in invitations
            if each.email == self.contact_email and each.state in {"pending", "expired"}
        )
        return InvitationChoice(invitation_id=newest.id)

    def _change_role(self, acting: Principal, member: Principal, role: Role) -> str:
        request = ChangeRole(
            person_id=member.subject,
            role=role,
            organisation_id=self.organisation.id,
            reason="Wunsch",
        )
        return code_of(lambda: self.world.service.change_role(acting, request))

    def _remove(self, acting: Principal) -> str:
        request = RemoveMember(
            person_id=self._contact.subject, organisation_id=self.organisation.id, reason="Wunsch"
        )
        return code_of(lambda: self.world.service.remove_member(acting, request))


@pytest.mark.req("SE-37", "A5")
def test_no_order_of_calls_removes_the_contact_or_his_address(world: World) -> None:
    run_state_machine_as_test(
        type("ContactMachineHere", (ContactMachine,), {"world": world}),
        settings=settings(
            max_examples=15,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            # Smaller steps would be tried for minutes; the first ones say enough.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
