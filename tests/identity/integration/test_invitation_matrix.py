"""Who may do what with an invitation, in each of its states, in each kind of organisation."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.identity import InvitationChoice, RegisterOrganisation
from contracts.principal import Principal
from tests.identity.integration.bookings import organisation_of, told
from tests.identity.integration.invitation_matrix import STATES, Matrix, answer_of
from tests.identity.integration.world import World

Cells = dict[tuple[str, str], tuple[str, ...]]

OK = "ok"
EXPIRED, ACCEPTED, REVOKED, ENDED = (
    f"invitation_not_usable:{why}" for why in ("expired", "accepted", "revoked", "contract_ended")
)
NOT_ADMIN = "not_permitted:admin"
NO_REASON = "invalid_input:reason:required"
NO_INVITATION, NO_ORGANISATION = "not_found:invitation", "not_found:organisation"

# Operation and caller; then the answer for an invitation that is
#                                            pending, expired, accepted, revoked.
MANAGING: Cells = {
    ("resend", "own admin"): (OK, OK, ACCEPTED, REVOKED),
    ("resend", "staff with a reason"): (OK, OK, ACCEPTED, REVOKED),
    ("resend", "staff"): (NO_REASON,) * 4,
    ("resend", "foreign admin"): (NO_INVITATION,) * 4,
    ("resend", "foreign admin who names it"): (NO_ORGANISATION,) * 4,
    ("resend", "member"): (NOT_ADMIN,) * 4,
    ("resend", "documents account"): (NOT_ADMIN,) * 4,
    ("resend", "key user"): (NOT_ADMIN,) * 4,
    ("revoke", "own admin"): (OK, OK, ACCEPTED, OK),
    ("revoke", "staff with a reason"): (OK, OK, ACCEPTED, OK),
    ("revoke", "staff"): (NO_REASON,) * 4,
    ("revoke", "foreign admin"): (NO_INVITATION,) * 4,
    ("revoke", "foreign admin who names it"): (NO_ORGANISATION,) * 4,
    ("revoke", "member"): (NOT_ADMIN,) * 4,
    ("revoke", "documents account"): (NOT_ADMIN,) * 4,
    ("revoke", "key user"): (NOT_ADMIN,) * 4,
}
# Whoever belongs to the vendor reaches every customer: there only its own admins decide.
MANAGING_THE_VENDORS: Cells = MANAGING | {
    (operation, "staff with a reason"): (NOT_ADMIN,) * 4 for operation in ("resend", "revoke")
}
# Once the weeks after the contract are over, nobody is sent a link; taking one back still works.
MANAGING_AFTER_THE_END: Cells = MANAGING | {
    ("resend", "own admin"): (ENDED, ENDED, ACCEPTED, REVOKED),
    ("resend", "staff with a reason"): (ENDED, ENDED, ACCEPTED, REVOKED),
}
# The holder of the mail needs to be nobody. A code opens nothing once its invitation is closed, and
# why is never told.
HOLDING: Cells = {
    ("preview by link", "holder"): (OK, EXPIRED, ACCEPTED, REVOKED),
    ("preview by code", "holder"): (OK, EXPIRED, NO_INVITATION, NO_INVITATION),
    ("accept by link", "holder"): (OK, EXPIRED, ACCEPTED, REVOKED),
    ("accept by code", "holder"): (OK, EXPIRED, NO_INVITATION, NO_INVITATION),
}
HOLDING_AFTER_THE_END: Cells = {
    ("preview by link", "holder"): (ENDED, ENDED, ACCEPTED, REVOKED),
    ("preview by code", "holder"): (ENDED, ENDED, NO_INVITATION, NO_INVITATION),
    ("accept by link", "holder"): (ENDED, ENDED, ACCEPTED, REVOKED),
    ("accept by code", "holder"): (ENDED, ENDED, NO_INVITATION, NO_INVITATION),
}
LISTING: dict[str, str] = {
    "own admin": "listed",
    "foreign admin": "lists his own",
    "foreign admin who names it": NO_ORGANISATION,
    "member": NOT_ADMIN,
    "documents account": NOT_ADMIN,
    "key user": NOT_ADMIN,
    "staff": "listed",
    "staff with a reason": "listed",
}


def a_customer(world: World) -> Principal:
    return world.admin()


def a_partner(world: World) -> Principal:
    world.service.register_organisation(
        world.staff(),
        RegisterOrganisation(kind="partner", name="Partner GmbH", contact_email="p@p.example"),
    )
    return world.principal_of(world.accept("p@p.example"))


def the_vendor(world: World) -> Principal:
    link = world.bootstrap("chefin@vendor.example")
    assert link is not None
    return world.principal_of(world.accept_link(link))


Case = tuple[Callable[[World], Principal], int | None, Cells, Cells]
CASES: dict[str, Case] = {
    "customer": (a_customer, None, MANAGING, HOLDING),
    "customer in the weeks after its contract": (a_customer, 10, MANAGING, HOLDING),
    "customer after those weeks": (
        a_customer, 50, MANAGING_AFTER_THE_END, HOLDING_AFTER_THE_END
    ),
    "partner": (a_partner, None, MANAGING, HOLDING),
    "vendor": (the_vendor, None, MANAGING_THE_VENDORS, HOLDING),
}  # fmt: skip


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    """Return one kind of organisation in one state, and what is expected of it."""
    return CASES[request.param]


@pytest.fixture
def matrix(world: World, case: Case) -> Matrix:
    """Return the organisation with everybody around it."""
    make, days_ago, _, _ = case
    own_admin = make(world)
    world.register(customer_number="10099", name="Fremd GmbH", contact_email="chef@fremd.example")
    foreign = world.principal_of(world.accept("chef@fremd.example"))
    matrix = Matrix(
        world=world,
        organisation_id=organisation_of(own_admin),
        own_admin=own_admin,
        foreign_admin=foreign,
    )
    if days_ago is not None:
        ends_on = world.clock.today() - timedelta(days=days_ago)
        world.service.note_coverage(told(matrix.organisation_id, ends_on=ends_on))
    return matrix


def choice(invitation_id: UUID, said: dict[str, Any]) -> InvitationChoice:
    return InvitationChoice(invitation_id=invitation_id, **said)


def listing(matrix: Matrix, caller: str) -> str:
    principal, said = matrix.callers()[caller]
    seen: list[str] = []

    def look() -> None:
        shown = matrix.world.service.list_invitations(principal, said.get("organisation_id"))
        seen.extend(each.email for each in shown.items)

    answer = answer_of(look)
    if answer != OK:
        return answer
    return "listed" if matrix.revoked.email in seen else "lists his own"


@pytest.mark.req("A1", "S2")
def test_each_cell_answers_as_the_table_says(case: Case, matrix: Matrix) -> None:
    _, _, managing_expected, holding_expected = case
    managed: Cells = {
        (operation, name): tuple(
            answer_of(partial(do, who, choice(matrix.in_state(state).id, said))) for state in STATES
        )
        for operation, do in matrix.managing().items()
        for name, (who, said) in matrix.callers().items()
    }

    held: Cells = {
        (operation, "holder"): tuple(
            answer_of(partial(do, matrix.in_state(state))) for state in STATES
        )
        for operation, do in matrix.holding().items()
    }

    assert managed == managing_expected
    assert held == holding_expected
    assert {name: listing(matrix, name) for name in matrix.callers()} == LISTING


@pytest.mark.req("A1", "S1", "BR-10")
def test_a_foreign_invitation_answers_as_one_that_does_not_exist(matrix: Matrix) -> None:
    unknown = new_id()

    for operation, do in matrix.managing().items():
        for name in ("foreign admin", "foreign admin who names it"):
            principal, said = matrix.callers()[name]
            answers = {
                answer_of(partial(do, principal, choice(id_, said)))
                for id_ in (matrix.revoked.id, matrix.accepted.id, unknown)
            }
            assert len(answers) == 1, (operation, answers)
            assert answers <= {NO_INVITATION, NO_ORGANISATION}
