"""The people of one's organisation: invited, given areas and roles, and let go."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.accounts import AccessRequest, AccessRequests
from contracts.errors import AlreadyExists, InvalidInput
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


def a_wish(number: int, **changes: Any) -> AccessRequest:
    values: dict[str, Any] = {
        "id": UUID(int=number, version=4),
        "person_id": COLLEAGUE_ID,
        "person_name": "Nora <i>",
        "email": "nora@example.com",
        "language": "de",
        "note": "Bin die Neue",
        "state": "pending",
        "created_at": AT,
    }
    return AccessRequest(**(values | changes))


JOINING, FOR_AREAS = a_wish(31), a_wish(32, person_name="Olga", areas=("post", "devices"))
OLD = a_wish(33, person_name="Piet", state="approved")


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
    services.says("identity.list_access_requests", AccessRequests(items=(JOINING, FOR_AREAS, OLD)))
    services.says("identity.decide_access", OLD)
    services.says("identity.invite_person", an_invitation("pending"))
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
    assert page.select(f'.rows a[href="/users/{COLLEAGUE_ID}"]') != []
    # Customers have no partner's area.
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


@pytest.mark.parametrize("role", ["member", "documents"])
async def test_the_page_is_for_administrators(
    browser: httpx.AsyncClient, services: ScriptedServices, role: str
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role=role))

    assert (await browser.get("/users")).status_code == 403
    odd = {"action": "odd"}
    assert (await browser.post(f"/users/invitations/{INVITATION_ID}", data=odd)).status_code == 422


async def test_who_asks_to_be_let_in_or_for_areas_stands_above_the_others(
    browser: httpx.AsyncClient,
) -> None:
    page = BeautifulSoup((await browser.get("/users")).text, "html.parser")

    asking = page.select('[aria-labelledby="asking"] .rows > li')
    assert [each.strong.text for each in asking if each.strong] == ["Nora <i>", "Olga"]
    assert "Bin die Neue" in asking[0].get_text()
    assert "möchte sehen: Post, Geräte" in " ".join(asking[1].get_text(" ").split())
    # What a member asked for is ticked, and he stays what he is.
    assert [box["value"] for box in asking[1].select("[checked]")] == ["post", "devices"]
    assert asking[1].select('[name="role"]') == []


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"answer": "yes", "role": "member", "area": ["post"]}, (True, "member", ("post",))),
        ({"answer": "yes", "role": "documents", "area": ["wiki"]}, (True, "documents", None)),
        ({"answer": "yes", "area": ["devices"]}, (True, "member", ("devices",))),
        ({"answer": "no", "role": "admin"}, (False, "member", None)),
    ],
)
async def test_a_wish_is_granted_or_declined(
    browser: httpx.AsyncClient, services: ScriptedServices, form: Any, expected: object
) -> None:
    answer = await browser.post(f"/users/access-requests/{JOINING.id}", data=form)

    [asked] = services.calls_of("identity.decide_access")
    request = asked.arguments["request"]
    done = "approved" if form["answer"] == "yes" else "declined"
    assert (answer.status_code, answer.headers["location"]) == (303, f"/users?done={done}")
    assert (request.approve, request.role, request.areas) == expected


@pytest.mark.parametrize(
    ("form", "error", "status"),
    [
        ({"answer": "perhaps"}, None, 422),
        ({"answer": "yes", "role": "king"}, None, 422),
        ({"answer": "yes", "role": "member"}, LimitReached("users"), 409),
        ({"answer": "no"}, InvalidInput("approve", "already_decided"), 422),
    ],
)
async def test_what_stands_against_an_answer_is_said_on_the_page(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    form: dict[str, str],
    error: Exception | None,
    status: int,
) -> None:
    if error is not None:
        services.says("identity.decide_access", error)

    answer = await browser.post(f"/users/access-requests/{JOINING.id}", data=form)

    assert answer.status_code == status
    assert BeautifulSoup(answer.text, "html.parser").select_one(".problem") is not None
    assert "Olga" in answer.text


async def test_a_key_user_sees_his_colleagues_and_gives_the_areas_that_he_sees_himself(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(
        a_principal(role="member", areas=("post", "wiki"), grants=("unlock_areas",))
    )
    services.says("identity.set_areas", COLLEAGUE)

    shown = await browser.get("/users")
    one = BeautifulSoup((await browser.get(f"/users/{COLLEAGUE_ID}")).text, "html.parser")
    given = await browser.post(
        f"/users/{COLLEAGUE_ID}", data={"change": "areas", "area": ["devices", "post", "wiki"]}
    )

    assert f"/users/{COLLEAGUE_ID}" in shown.text
    assert "/users/invitations" not in shown.text
    assert not services.calls_of("identity.list_invitations")
    boxes = {each["value"] for each in one.select("input[type=checkbox][name=area]")}
    kept = [each["value"] for each in one.select("input[type=hidden][name=area]")]
    assert (boxes, kept) == ({"post", "wiki"}, ["devices"])
    assert one.select_one("[name=role], [name=operator_number], [value=removal]") is None
    (asked,) = services.calls_of("identity.set_areas")
    assert asked.arguments["request"].areas == ("devices", "post", "wiki")
    assert given.headers["location"].endswith("?done=areas")


async def test_support_sees_a_customers_people_and_is_offered_no_change(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(
        a_principal(role="admin", support_session_id=UUID(int=7, version=4))
    )

    shown = BeautifulSoup((await browser.get("/users")).text, "html.parser")
    one = BeautifulSoup((await browser.get(f"/users/{COLLEAGUE_ID}")).text, "html.parser")

    assert shown.select_one(f"a[href='/users/{COLLEAGUE_ID}']") is not None
    assert not shown.select("main form")
    assert not one.select("main form")


async def test_who_decides_nothing_sees_no_list_of_his_colleagues(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="member"))

    answers = [await browser.get("/users"), await browser.get(f"/users/{COLLEAGUE_ID}")]

    assert [each.status_code for each in answers] == [403, 403]
