"""The people of one's organisation: invited, given areas and roles, and let go."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.errors import AlreadyExists, LastAdministrator
from contracts.identity import Invitation, Invitations, Members, Membership
from contracts.ordering_errors import LimitReached
from tests.gateway.samples import (
    ORGANISATION_ID,
    PERSON_ID,
    TOKEN,
    a_principal,
    an_authenticated,
)
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

COLLEAGUE_ID = UUID(int=9, version=4)
INVITATION_ID = UUID(int=8, version=4)
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
ADMIN = Membership(
    person_id=PERSON_ID, person_name="Erika", email="e@example.com", role="admin", areas=("post",)
)
COLLEAGUE = Membership(
    person_id=COLLEAGUE_ID,
    person_name="Max <b>",
    email="m@example.com",
    role="member",
    areas=("post", "devices"),
)


def an_invitation(state: str) -> Invitation:
    return Invitation(
        id=INVITATION_ID,
        organisation_id=ORGANISATION_ID,
        email=f"{state}@example.com",
        role="member",
        areas=("post",),
        state=state,  # type: ignore[arg-type]  # one of them
        created_at=AT,
        expires_at=AT,
    )


@pytest.fixture(autouse=True)
def _admin(services: ScriptedServices) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))
    services.says("identity.list_members", Members(items=(ADMIN, COLLEAGUE)))
    invitations = tuple(an_invitation(state) for state in ("pending", "accepted", "expired"))
    services.says("identity.list_invitations", Invitations(items=invitations))
    services.says("identity.invite_person", an_invitation("pending"))
    services.says("identity.set_areas", COLLEAGUE)
    services.says("identity.change_role", COLLEAGUE)
    services.says("identity.remove_member", None)
    services.says("identity.resend_invitation", an_invitation("pending"))
    services.says("identity.revoke_invitation", an_invitation("revoked"))


async def test_the_page_shows_who_is_there_and_who_is_invited(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/users")

    page = BeautifulSoup(response.text, "html.parser")
    members = page.select('[aria-labelledby="members"] .rows > li')
    assert [member.strong.text for member in members if member.strong] == ["Erika", "Max <b>"]
    assert "Post, Geräte" in members[1].get_text()
    assert "pending@example.com" in response.text
    assert "expired@example.com" in response.text
    assert "accepted@example.com" not in response.text
    # Nobody takes his own access away by mistake, and customers have no partner's area.
    assert page.select(f'form[action="/users/{PERSON_ID}"] button[value="remove"]') == []
    assert page.select('input[name="area"][value="business"]') == []


async def test_somebody_is_invited_with_a_role_and_areas(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = {"email": " n@example.com ", "role": "member", "area": ["post", "devices", "post"]}

    answer = await browser.post("/users/invitations", data=form)
    documents = {"email": "d@example.com", "role": "documents", "area": ["devices"]}
    await browser.post("/users/invitations", data=documents)

    first, second = (
        asked.arguments["request"] for asked in services.calls_of("identity.invite_person")
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/users?done=invited")
    assert (first.email, first.role, first.areas) == (
        "n@example.com",
        "member",
        ("post", "devices"),
    )
    assert (second.role, second.areas) == ("documents", None)


@pytest.mark.parametrize(
    ("error", "status"), [(AlreadyExists("email"), 409), (LimitReached("users"), 409)]
)
async def test_what_stands_against_an_invitation_is_said_beside_what_was_filled_in(
    browser: httpx.AsyncClient, services: ScriptedServices, error: Exception, status: int
) -> None:
    services.says("identity.invite_person", error)

    answer = await browser.post(
        "/users/invitations", data={"email": "x@y.example", "role": "admin"}
    )

    assert answer.status_code == status
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one(".problem") is not None
    assert page.select_one('input[name="email"][value="x@y.example"]') is not None


@pytest.mark.parametrize(
    ("address", "form", "called"),
    [
        (f"/users/{COLLEAGUE_ID}", {"action": "areas", "area": "wiki"}, "set_areas"),
        (f"/users/{COLLEAGUE_ID}", {"action": "role", "role": "admin"}, "change_role"),
        (f"/users/{COLLEAGUE_ID}", {"action": "remove"}, "remove_member"),
        (f"/users/invitations/{INVITATION_ID}", {"action": "resend"}, "resend_invitation"),
        (f"/users/invitations/{INVITATION_ID}", {"action": "revoke"}, "revoke_invitation"),
    ],
)
async def test_each_change_is_one_call(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    address: str,
    form: dict[str, str],
    called: str,
) -> None:
    answer = await browser.post(address, data=form)

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/users?done={form['action']}",
    )
    assert len(services.calls_of(f"identity.{called}")) == 1


async def test_the_last_administrator_stays_one(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.change_role", LastAdministrator())

    answer = await browser.post(f"/users/{PERSON_ID}", data={"action": "role", "role": "member"})

    assert answer.status_code == 409
    assert "Erika" in answer.text


@pytest.mark.parametrize("role", ["member", "documents"])
async def test_the_page_is_for_administrators(
    browser: httpx.AsyncClient, services: ScriptedServices, role: str
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role=role))

    assert (await browser.get("/users")).status_code == 403
    assert (await browser.post(f"/users/{COLLEAGUE_ID}", data={"action": "odd"})).status_code == 422
