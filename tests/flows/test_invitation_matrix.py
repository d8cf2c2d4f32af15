"""Invitations by state, organisation and who tries, over HTTP: as the service says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.clock import BERLIN, SystemClock
from tests.flows.test_foreign_records import ask, shown_by
from tests.flows.test_passing_time import announce_contract
from tests.flows.world import Customer, World
from tests.identity.integration.invitation_matrix import STATES
from tests.identity.integration.test_invitation_matrix import (
    ACCEPTED,
    ENDED,
    EXPIRED,
    HOLDING,
    HOLDING_AFTER_THE_END,
    MANAGING,
    MANAGING_AFTER_THE_END,
    NO_INVITATION,
    NO_ORGANISATION,
    NO_REASON,
    NOT_ADMIN,
    OK,
    REVOKED,
    Cells,
)
from tests.waiting import until

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
LINK = re.compile(r"/invitations/(?P<token>ki_[A-Za-z0-9_-]+)")
GOOD_PASSWORD = "drei blaue Esel tanzen Walzer"
BARRED = "403 contract_ended"
# The service's answers as HTTP says them.
OVER_HTTP = {
    OK: "ok",
    EXPIRED: "410 invitation_not_usable expired",
    ACCEPTED: "410 invitation_not_usable accepted",
    REVOKED: "410 invitation_not_usable revoked",
    ENDED: "410 invitation_not_usable contract_ended",
    NOT_ADMIN: "403 not_permitted admin",
    NO_REASON: "422 invalid_input",
    NO_INVITATION: "404 not_found",
    NO_ORGANISATION: "404 not_found",
}
OWN = ("own admin", "member", "documents account", "key user")
# How many days ago the contract has ended; the service's tables for that.
ORGANISATIONS: dict[str, tuple[int | None, Cells, Cells]] = {
    "no contract": (None, MANAGING, HOLDING),
    "in the weeks after its contract": (10, MANAGING, HOLDING),
    "after those weeks": (50, MANAGING_AFTER_THE_END, HOLDING_AFTER_THE_END),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """One invitation, and what its mail said."""

    id: str
    email: str
    token: str
    code: str


@dataclass(kw_only=True)
class Cast:
    """One customer with everybody around it, and two invitations for each cell that needs one."""

    world: World
    customer: Customer
    organisation_id: str
    callers: dict[str, tuple[str, dict[str, str]]]
    stock: dict[str, list[Invited]] = field(default_factory=dict)

    def in_state(self, state: str) -> Invited:
        """Return an invitation in this state; each open one is handed out once."""
        kept = self.stock[state]
        return kept[0] if state in ("accepted", "revoked") else kept.pop()

    def tell(self, answer: httpx.Response) -> str:
        """Return an answer as the table has it."""
        if answer.is_success:
            return "ok"
        problem = answer.json()
        reason = f" {problem['reason']}" if "reason" in problem else ""
        return f"{answer.status_code} {problem['code']}{reason}"


@pytest.fixture(scope="module", params=ORGANISATIONS)
def organisation(request: pytest.FixtureRequest) -> str:
    """Return in which state the organisation is."""
    return str(request.param)


@pytest.fixture(scope="module")
def cast(world: World, organisation: str) -> Cast:
    """Return the customer with everybody around it, its contract as the case has it."""
    customer, other = world.new_customer(), world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    foreign = world.portal.settle_in(other.admin)
    organisation_id = str(ask(world, admin, "GET", "/v1/me").json()["organisation"]["id"])
    named = {"organisation_id": organisation_id}
    cast = Cast(
        world=world,
        customer=customer,
        organisation_id=organisation_id,
        callers={
            "own admin": (admin, {}),
            "foreign admin": (foreign, {}),
            "foreign admin who names it": (foreign, named),
            "member": (come_in(world, admin, customer), {}),
            "documents account": (world.portal.settle_in(customer.accountant), {}),
            "key user": (come_in(world, admin, customer, is_key_user=True), {}),
            "staff": (world.staff(), named),
            "staff with a reason": (world.staff(), {**named, "reason": "Anruf"}),
        },
    )
    stock_up(cast, admin)
    days_ago, _, _ = ORGANISATIONS[organisation]
    if days_ago is not None:
        today = SystemClock().now().astimezone(BERLIN).date()
        announce_contract(world, customer, version=1, ends_on=today - timedelta(days=days_ago))
        # A gateway knows for some seconds what it was told before.
        barred = days_ago > 42
        me = "/v1/me"
        until(
            lambda: bool(world.get(me, admin).json().get("barred_by")) == barred,
            seconds=30,
            every=0.2,
        )
    return cast


def come_in(world: World, admin: str, customer: Customer, *, is_key_user: bool = False) -> str:
    """Return a session of a further colleague."""
    email = f"{uuid4().hex}@{customer.domain}"
    ask(world, admin, "POST", "/v1/invitations", {"email": email}).raise_for_status()
    session = world.settle_reader(email)
    if is_key_user:
        members = ask(world, admin, "GET", "/v1/members").json()["items"]
        person = next(each["person_id"] for each in members if each["email"] == email)
        path = f"/v1/members/{person}/grants"
        ask(world, admin, "PUT", path, {"grants": ["unlock_areas"]}).raise_for_status()
    return session


def stock_up(cast: Cast, admin: str) -> None:
    """Invite somebody for each cell of an open invitation, and one for each closed state."""
    world = cast.world
    cells = len(MANAGING) + len(HOLDING)
    emails = [f"{uuid4().hex}@neu.example" for _ in range(2 * cells + 2)]
    ids = [
        ask(world, admin, "POST", "/v1/invitations", {"email": email})
        .raise_for_status()
        .json()["id"]
        for email in emails
    ]
    invited = [
        read_mail(world, record_id, email) for record_id, email in zip(ids, emails, strict=True)
    ]
    cast.stock = {
        "pending": invited[:cells],
        "expired": invited[cells : 2 * cells],
        "accepted": [invited[-2]],
        "revoked": [invited[-1]],
    }
    accept(world, {}, f"by-token/{invited[-2].token}").raise_for_status()
    revoke = f"/v1/invitations/{invited[-1].id}/revoke"
    ask(world, admin, "POST", revoke, {}).raise_for_status()
    expired = ", ".join(f"'{each.id}'" for each in cast.stock["expired"])
    world.run_sql(
        "identity",
        "UPDATE invitation SET"  # noqa: S608 - ids that the portal made
        f" expires_at = created_at - interval '1 second' WHERE id IN ({expired})",
    )


def read_mail(world: World, record_id: str, email: str) -> Invited:
    (mail,) = until(lambda: world.portal.mails_to(email), seconds=60, every=0.2)
    link, code = LINK.search(mail["text"]), CODE.search(mail["text"])
    assert link is not None
    assert code is not None
    return Invited(id=record_id, email=email, token=link["token"], code=code[0])


def accept(world: World, proof: dict[str, Any], place: str) -> httpx.Response:
    body = {**proof, "person_name": "Erika Muster", "password": GOOD_PASSWORD}
    return world.portal.http.post(f"/v1/invitations/{place}/accept", json=body, timeout=30)


def hold(world: World, operation: str, held: Invited) -> httpx.Response:
    """Do what the holder of the mail does, who needs to be nobody."""
    typed = {"email": held.email, "code": held.code}
    match operation:
        case "preview by link":
            return world.portal.http.get(f"/v1/invitations/by-token/{held.token}")
        case "preview by code":
            return world.portal.http.post("/v1/invitations/by-code/preview", json=typed)
        case "accept by link":
            return accept(world, {}, f"by-token/{held.token}")
    return accept(world, typed, "by-code")


def managed_as(organisation: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what HTTP is to answer whoever manages: who is barred gets no further."""
    _, managing, _ = ORGANISATIONS[organisation]
    is_barred = managing is MANAGING_AFTER_THE_END
    return {
        (operation, who): (BARRED,) * len(STATES)
        if is_barred and who in OWN
        else tuple(OVER_HTTP[each] for each in answers)
        for (operation, who), answers in managing.items()
    }


@pytest.mark.req("A1", "S2", "BR-10")
@pytest.mark.timeout(600)
def test_each_cell_answers_over_http_as_the_table_says(
    world: World, cast: Cast, organisation: str
) -> None:
    _, _, holding = ORGANISATIONS[organisation]

    managed = {
        (operation, who): tuple(
            cast.tell(
                ask(
                    world,
                    cast.callers[who][0],
                    "POST",
                    f"/v1/invitations/{cast.in_state(state).id}/{operation}",
                    cast.callers[who][1],
                )
            )
            for state in STATES
        )
        for operation, who in MANAGING
    }
    held = {
        (operation, who): tuple(
            cast.tell(hold(world, operation, cast.in_state(state))) for state in STATES
        )
        for operation, who in HOLDING
    }

    assert managed == managed_as(organisation)
    assert held == {
        cell: tuple(OVER_HTTP[each] for each in answers) for cell, answers in holding.items()
    }


@pytest.mark.req("A1", "S1", "BR-10")
def test_a_foreign_invitation_answers_byte_for_byte_as_one_that_does_not_exist(
    world: World, cast: Cast
) -> None:
    closed = [cast.in_state("accepted").id, cast.in_state("revoked").id]

    for operation in ("resend", "revoke"):
        for who in ("foreign admin", "foreign admin who names it"):
            session, said = cast.callers[who]
            shown = {
                shown_by(
                    ask(world, session, "POST", f"/v1/invitations/{each}/{operation}", said), each
                )
                for each in [*closed, str(uuid4())]
            }
            assert len(shown) == 1, (operation, who)
