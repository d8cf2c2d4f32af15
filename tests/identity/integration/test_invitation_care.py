"""Invitations after they were sent: again, taken back, by code, with an operator number."""

from datetime import timedelta
from uuid import UUID

import pytest

from contracts.errors import (
    AlreadyExists,
    InitialAddressProtected,
    InvalidInput,
    InvitationNotUsable,
    NotFound,
    NotPermitted,
)
from contracts.identity import (
    AcceptInvitation,
    Invitation,
    InvitationChoice,
    InvitePerson,
    TypedCode,
)
from contracts.members import SetOperatorNumber
from contracts.principal import Principal
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World

CONTACT = "erika@muster.example"
COLLEAGUE = "max@muster.example"


def invitation_of(world: World, address: str, caller: Principal) -> Invitation:
    """Return the newest invitation of an address, as its organisation sees it."""
    items = world.service.list_invitations(caller).items
    return next(each for each in items if each.email == address)


def invite(world: World, admin: Principal, **preset: object) -> Invitation:
    request = InvitePerson(**{"email": COLLEAGUE, **preset})  # type: ignore[arg-type]  # a preset
    return world.service.invite_person(admin, request)


def code_mailed_to(world: World, address: str) -> str:
    codes = [n.secrets["code"] for n in world.invitations_mailed() if n.recipient == address]
    return codes[-1]


def try_wrong_codes(world: World, address: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(NotFound):
            world.service.preview_typed_code(TypedCode(email=address, code="0000-0000-0000"))


def accept_by_code(world: World, address: str, code: str) -> UUID:
    request = AcceptInvitation(
        typed=TypedCode(email=address, code=code), person_name="Ira Technik", password=GOOD_PASSWORD
    )
    return world.service.accept_invitation(request).person_id


@pytest.mark.req("A1", "SE-27")
def test_an_invitation_sent_again_keeps_its_preset_and_kills_the_older_link(world: World) -> None:
    admin = world.admin()
    sent = invite(world, admin, areas=("wiki",), operator_number="007")
    old = world.token_mailed_to(COLLEAGUE)

    again = world.service.resend_invitation(admin, InvitationChoice(invitation_id=sent.id))

    with pytest.raises(InvitationNotUsable):
        world.service.preview_invitation(old)
    assert (again.role, again.areas, again.operator_number) == ("member", ("wiki",), "007")
    assert world.principal_of(world.accept(COLLEAGUE)).areas == ("wiki",)


@pytest.mark.req("A1")
def test_an_expired_invitation_can_be_sent_again(world: World) -> None:
    admin = world.admin()
    sent = invite(world, admin)
    world.clock.move(timedelta(days=31))
    expired = invitation_of(world, COLLEAGUE, admin)

    again = world.service.resend_invitation(admin, InvitationChoice(invitation_id=sent.id))

    assert (expired.state, again.state) == ("expired", "pending")
    assert world.accept(COLLEAGUE).token


@pytest.mark.req("A1")
def test_a_revoked_invitation_opens_nothing_and_says_so(world: World) -> None:
    admin = world.admin()
    choice = InvitationChoice(invitation_id=invite(world, admin).id)

    revoked = world.service.revoke_invitation(admin, choice)
    repeated = world.service.revoke_invitation(admin, choice)

    assert (revoked.state, repeated.state) == ("revoked", "revoked")
    for attempt in (
        lambda: world.accept(COLLEAGUE),
        lambda: world.service.resend_invitation(admin, choice),
    ):
        with pytest.raises(InvitationNotUsable) as refused:
            attempt()
        assert refused.value.arguments == ("revoked",)
    actions = [entry.action for entry in world.service.list_audit(admin).items]
    assert actions[:2] == ["invitation.revoked", "invitation.issued"]


def test_what_was_accepted_is_neither_sent_again_nor_taken_back(world: World) -> None:
    admin = world.admin()
    choice = InvitationChoice(invitation_id=invitation_of(world, CONTACT, admin).id)

    for call in (world.service.resend_invitation, world.service.revoke_invitation):
        with pytest.raises(InvitationNotUsable) as refused:
            call(admin, choice)
        assert refused.value.arguments == ("accepted",)


@pytest.mark.req("SE-37")
def test_the_invitation_of_the_address_on_file_is_taken_back_by_the_vendor_alone(
    world: World,
) -> None:
    organisation = world.register()
    second = InvitePerson(
        email=COLLEAGUE, role="admin", organisation_id=organisation.id, reason="Anruf"
    )
    world.service.invite_person(world.staff(), second)
    admin = world.principal_of(world.accept(COLLEAGUE))
    initial = invitation_of(world, CONTACT, admin)

    with pytest.raises(InitialAddressProtected):
        world.service.revoke_invitation(admin, InvitationChoice(invitation_id=initial.id))
    with pytest.raises(InvalidInput):
        world.service.revoke_invitation(
            world.staff(),
            InvitationChoice(invitation_id=initial.id, organisation_id=organisation.id),
        )
    revoked = world.service.revoke_invitation(
        world.staff(),
        InvitationChoice(
            invitation_id=initial.id, organisation_id=organisation.id, reason="falsche Adresse"
        ),
    )

    assert revoked.state == "revoked"


def test_a_foreign_invitation_is_not_found(world: World) -> None:
    admin = world.admin()
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = world.principal_of(world.accept("chef@fremd.example"))
    choice = InvitationChoice(invitation_id=invite(world, admin).id)
    member = world.member(admin, "lea@muster.example")

    for call in (world.service.resend_invitation, world.service.revoke_invitation):
        with pytest.raises(NotFound):
            call(foreign, choice)
        with pytest.raises(NotPermitted):
            call(member, choice)

    assert invitation_of(world, COLLEAGUE, admin).state == "pending"


def test_the_vendors_members_do_not_touch_the_vendors_own_invitations(world: World) -> None:
    link = world.bootstrap("chefin@vendor.example")
    assert link is not None
    chief = world.principal_of(world.accept_link(link))
    clerk = world.member(chief, "clerk@vendor.example")
    sent = world.service.invite_person(chief, InvitePerson(email="neu@vendor.example"))
    choice = InvitationChoice(
        invitation_id=sent.id, organisation_id=chief.organisation_id, reason="so"
    )

    for call in (world.service.resend_invitation, world.service.revoke_invitation):
        with pytest.raises(NotPermitted):
            call(clerk, choice)


@pytest.mark.req("SE-38", "A2")
def test_the_code_of_the_same_mail_is_a_second_way_in(world: World) -> None:
    world.register()
    code = code_mailed_to(world, CONTACT)

    preview = world.service.preview_typed_code(
        TypedCode(email="Erika@Muster.example", code=code.lower().replace("-", " "))
    )
    person_id = accept_by_code(world, CONTACT, code)

    assert (preview.email, preview.role) == (CONTACT, "admin")
    assert person_id is not None
    with pytest.raises(InvitationNotUsable):
        world.accept(CONTACT)


@pytest.mark.req("A2")
def test_four_wrong_codes_are_forgiven_and_the_fifth_leaves_the_link_alone(world: World) -> None:
    world.register()
    code = code_mailed_to(world, CONTACT)
    wrong = TypedCode(email=CONTACT, code="0000-0000-0000")

    for _ in range(4):
        with pytest.raises(NotFound):
            world.service.preview_typed_code(wrong)
    still_good = world.service.preview_typed_code(TypedCode(email=CONTACT, code=code))
    with pytest.raises(NotFound):
        world.service.preview_typed_code(wrong)

    assert still_good.email == CONTACT
    with pytest.raises(NotFound):
        world.service.preview_typed_code(TypedCode(email=CONTACT, code=code))
    assert world.accept(CONTACT).token


def test_wrong_codes_at_once_are_all_counted(world: World) -> None:
    world.register()

    def guess() -> str:
        with pytest.raises(NotFound):
            world.service.preview_typed_code(TypedCode(email=CONTACT, code="0000-0000-0000"))
        return "refused"

    at_once(*[guess] * 4)

    assert world.run_sql("SELECT count FROM wrong_code_count") == [(4,)]


def test_a_wrong_code_counts_against_every_open_invitation_of_the_address(world: World) -> None:
    world.register()
    world.register(customer_number="10002", name="Musterhandel GmbH (Demo)")
    codes = {n.secrets["code"] for n in world.invitations_mailed() if n.recipient == CONTACT}
    typed = [TypedCode(email=CONTACT, code=code) for code in codes]

    try_wrong_codes(world, CONTACT, 4)
    led_to = {world.service.preview_typed_code(each).organisation_name for each in typed}
    try_wrong_codes(world, CONTACT, 1)

    assert led_to == {"Musterfabrik GmbH (Demo)", "Musterhandel GmbH (Demo)"}
    for each in typed:
        with pytest.raises(NotFound):
            world.service.preview_typed_code(each)


def test_a_new_invitation_has_all_its_tries(world: World) -> None:
    admin = world.admin()
    sent = invite(world, admin)
    try_wrong_codes(world, COLLEAGUE, 5)

    world.service.resend_invitation(admin, InvitationChoice(invitation_id=sent.id))

    assert accept_by_code(world, COLLEAGUE, code_mailed_to(world, COLLEAGUE)) != admin.subject


def test_right_codes_are_not_counted(world: World) -> None:
    world.register()
    typed = TypedCode(email=CONTACT, code=code_mailed_to(world, CONTACT))

    for _ in range(7):
        assert world.service.preview_typed_code(typed).email == CONTACT

    assert world.run_sql("SELECT count FROM wrong_code_count") == [(0,)]


def test_wrong_codes_that_the_release_before_counted_count(world: World) -> None:
    world.register()
    typed = TypedCode(email=CONTACT, code=code_mailed_to(world, CONTACT))
    world.run_sql_as_operator("UPDATE invitation SET wrong_codes = 4")

    assert world.service.preview_typed_code(typed).email == CONTACT
    try_wrong_codes(world, CONTACT, 1)

    with pytest.raises(NotFound):
        world.service.preview_typed_code(typed)


def test_counts_are_forgotten_after_a_day_where_nobody_is_invited(world: World) -> None:
    world.register()
    try_wrong_codes(world, CONTACT, 5)
    try_wrong_codes(world, "niemand@muster.example", 5)
    world.service.forget_old_sign_ins()
    assert world.run_sql("SELECT count FROM wrong_code_count") == [(5,), (5,)]

    world.clock.move(timedelta(days=1))
    world.service.forget_old_sign_ins()

    assert world.run_sql("SELECT subject = id FROM wrong_code_count, invitation") == [(True,)]
    world.accept(CONTACT)
    world.service.forget_old_sign_ins()
    assert world.run_sql("SELECT count(*) FROM wrong_code_count") == [(0,)]


def test_an_unknown_address_and_a_wrong_code_answer_alike(world: World) -> None:
    world.register()
    answers = []

    for address in (CONTACT, "niemand@muster.example", "keine Adresse\0"):
        with pytest.raises(NotFound) as refused:
            world.service.preview_typed_code(TypedCode(email=address, code="0000"))
        answers.append(refused.value.arguments)

    assert set(answers) == {("invitation",)}


def test_the_code_is_stored_as_a_digest_and_renewed_with_the_link(world: World) -> None:
    admin = world.admin()
    sent = invite(world, admin)
    old = code_mailed_to(world, COLLEAGUE)

    world.service.resend_invitation(admin, InvitationChoice(invitation_id=sent.id))

    assert old not in str(world.run_sql("SELECT i FROM invitation i"))
    with pytest.raises(NotFound):
        accept_by_code(world, COLLEAGUE, old)
    person_id = accept_by_code(world, COLLEAGUE, code_mailed_to(world, COLLEAGUE))
    assert person_id != admin.subject


def test_accepting_takes_either_the_link_or_the_code(world: World) -> None:
    world.register()
    typed = TypedCode(email=CONTACT, code=code_mailed_to(world, CONTACT))

    for token, code in ((None, None), (world.token_mailed_to(CONTACT), typed)):
        with pytest.raises(InvalidInput):
            world.service.accept_invitation(
                AcceptInvitation(
                    token=token, typed=code, person_name="Erika Muster", password=GOOD_PASSWORD
                )
            )


@pytest.mark.req("SE-40", "A7")
def test_an_operator_number_keeps_its_zeros_from_the_invitation_to_the_member(
    world: World,
) -> None:
    admin = world.admin()

    person = world.member(admin, COLLEAGUE, operator_number="007")

    found = world.service.find_operator(admin, "007")
    assert (found.person_id, found.operator_number) == (person.subject, "007")


@pytest.mark.req("SE-41", "A7")
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("12345", "looks_like_customer_number"),
        ("7", "not_three_digits"),
        ("1234", "not_three_digits"),
        ("a12", "not_three_digits"),
        ("١٢٣", "not_three_digits"),
    ],
)
def test_what_is_no_operator_number_is_told_why(world: World, typed: str, reason: str) -> None:
    admin = world.admin()

    with pytest.raises(InvalidInput) as refused:
        invite(world, admin, operator_number=typed)

    assert refused.value.arguments == ("operator_number", reason)


@pytest.mark.req("SE-42")
def test_an_operator_number_belongs_to_one_person_of_an_organisation(world: World) -> None:
    admin = world.admin()
    member = world.member(admin, "lea@muster.example", operator_number="007")
    invite(world, admin, operator_number="008")

    for number in ("007", "008"):
        with pytest.raises(AlreadyExists) as refused:
            invite(world, admin, email="neu@muster.example", operator_number=number)
        assert refused.value.arguments == ("operator_number",)
        with pytest.raises(AlreadyExists):
            world.service.set_operator_number(
                admin, SetOperatorNumber(person_id=admin.subject, operator_number=number)
            )
    freed = world.service.set_operator_number(
        admin, SetOperatorNumber(person_id=member.subject, operator_number=None)
    )
    taken = world.service.set_operator_number(
        admin, SetOperatorNumber(person_id=admin.subject, operator_number="007")
    )

    assert (freed.operator_number, taken.operator_number) == (None, "007")


def test_two_invitations_at_once_do_not_promise_one_number_twice(world: World) -> None:
    admin = world.admin()

    def promise(address: str) -> str:
        try:
            return invite(world, admin, email=address, operator_number="007").email
        except AlreadyExists:
            return "refused"

    answers = at_once(lambda: promise("a@muster.example"), lambda: promise("b@muster.example"))

    assert answers.count("refused") == 1


@pytest.mark.req("SE-42")
def test_the_same_operator_number_in_another_organisation_is_another_person(world: World) -> None:
    admin = world.admin()
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = world.principal_of(world.accept("chef@fremd.example"))
    world.member(admin, COLLEAGUE, operator_number="007")

    with pytest.raises(NotFound):
        world.service.find_operator(foreign, "007")
    set_there = world.service.set_operator_number(
        foreign, SetOperatorNumber(person_id=foreign.subject, operator_number="007")
    )

    assert set_there.operator_number == "007"
