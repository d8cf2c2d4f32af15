"""What opens the portal goes through it and is found nowhere afterwards: S16."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest
from kombu import Connection, Exchange

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from kontor_demo.portal import Account
from tests.flows.canaries import Canaries, TraceSink, dumps_of, logs_of, metrics_of
from tests.flows.conftest import MakeWorld
from tests.flows.visitor import NewVisitor
from tests.flows.world import Customer, World
from tests.waiting import until

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@pytest.fixture(scope="module")
def traces() -> Iterator[TraceSink]:
    sink = TraceSink()
    yield sink
    sink.close()


@pytest.fixture(scope="module")
def world(make_world: MakeWorld, traces: TraceSink) -> Iterator[World]:
    """Return a product that tells a collector what it does."""
    environment = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": traces.url,
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    with make_world(extra_env=environment) as world:
        yield world


def a_password() -> str:
    return f"Käfig {secrets.token_hex(4)} trällert {secrets.token_hex(4)}"


def post(world: World, path: str, *, session: str | None = None, **body: Any) -> httpx.Response:
    headers = world.portal.as_(session) if session else {}
    return world.portal.http.post(path, json=body, headers=headers)


def come_in(world: World, customer: Customer, canaries: Canaries) -> Account:
    """Accept the invitation with a password of one's own, after some mistakes."""
    email = customer.admin.email
    token = canaries.keep("invitation link", world.portal.invitation_token(email))
    mail = world.portal.mails_to(email)[0]["text"]
    code = CODE.search(mail)
    assert code is not None
    canaries.keep("invitation code", code[0])
    account = Account(
        email=email, name="Adam Muster", password=canaries.keep("password", a_password())
    )
    world.portal.http.get(f"/v1/invitations/by-token/{token}").raise_for_status()
    post(world, "/v1/invitations/by-code/preview", email=email, code=code[0]).raise_for_status()
    weak = canaries.keep("weak password", "passwort" + secrets.token_hex(1)[:1] + "1234")
    for wrong in (weak, "kurz1234"):
        answer = post(
            world, f"/v1/invitations/by-token/{token}/accept", person_name="A", password=wrong
        )
        assert answer.status_code == 422
    canaries.keep("session", world.portal.accept(token, account))
    return account


def try_to_sign_in(world: World, account: Account, canaries: Canaries) -> str:
    """Sign in after wrong, malformed and misplaced tries."""
    wrong = canaries.keep("wrong password", a_password())
    for email in (account.email, "niemand@muster.example", "keine Adresse"):
        assert post(world, "/v1/sessions", email=email, password=wrong).status_code == 401
    for body in ({"email": [account.password]}, {"password": {"x": account.password}}):
        assert world.portal.http.post("/v1/sessions", json=body).status_code == 422
    world.portal.http.post("/v1/sessions", content=f'{{"password": "{account.password}"')
    world.portal.http.get("/v1/me", params={"token": canaries.keep("stray token", a_token("ks_"))})
    for prefix in ("ks_", "kk_", "kv_", "kf_", "kx_"):
        made_up = canaries.keep(f"made up {prefix}", a_token(prefix))
        assert world.get("/v1/me", made_up).status_code == 401
        for place in ("invitations", "password-resets", "registrations", "email-changes"):
            assert world.portal.http.get(f"/v1/{place}/by-token/{made_up}").status_code == 404
    token = world.portal.sign_in(account)
    assert token is not None
    return canaries.keep("second session", token)


def a_token(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(32)


def use_links(world: World, account: Account, session: str, canaries: Canaries) -> Account:
    """Sign up somebody, ask for another address, and choose a new password."""
    stranger = f"fremd@{secrets.token_hex(4)}.example"
    assert post(world, "/v1/registrations", email=stranger).status_code == 202
    token = canaries.keep("registration link", world.portal.mailed_token("registrations", stranger))
    done = post(
        world,
        f"/v1/registrations/by-token/{token}/complete",
        person_name="Nora Neu",
        password=canaries.keep("password of the stranger", a_password()),
    )
    canaries.keep("session of the stranger", done.raise_for_status().json()["token"])
    assert post(world, "/v1/password-resets", email=account.email).status_code == 202
    token = canaries.keep("reset link", world.portal.mailed_token("passwords", account.email))
    new = canaries.keep("new password", a_password())
    post(world, f"/v1/password-resets/by-token/{token}/complete", password=new).raise_for_status()
    assert world.get("/v1/me", session).status_code == 401
    return Account(email=account.email, name=account.name, password=new)


def make_keys(world: World, session: str, canaries: Canaries) -> None:
    """Make an API key, use it, and name a provider's secret."""
    made = post(world, "/v1/api-keys", session=session, name="ERP", scopes=["documents.read"])
    key = canaries.keep("API key", made.raise_for_status().json()["key"])
    world.get("/v1/documents", key)
    world.portal.http.put(
        "/v1/identity-provider",
        json={
            "issuer": "https://127.0.0.1:1/issuer",
            "client_id": "kontor",
            "client_secret": canaries.keep("client secret", a_token("cs-")),
            "domains": ["muster.example"],
        },
        headers=world.portal.as_(session),
    )


def use_a_browser(new_visitor: NewVisitor, account: Account, canaries: Canaries) -> None:
    """Sign in on the pages, set an app up, and keep the codes for emergencies."""
    visitor = new_visitor()
    visitor.sign_in(account)
    for cookie in visitor.context.cookies():
        canaries.keep(f"cookie {cookie['name']}", str(cookie["value"]).partition("~")[0])
    app, codes = visitor.add_app(account)
    canaries.keep("app", app.secret)
    for number, code in enumerate(codes):
        canaries.keep(f"code for emergencies {number}", code)
    visitor.close()


def sign_in_with_a_code(world: World, account: Account, canaries: Canaries) -> None:
    """Complete a sign-in with a wrong and a right code for emergencies."""
    half = canaries.keep("half a sign-in", world.portal.sign_in(account) or "")
    wrong = canaries.keep("wrong code for emergencies", "ABCD-EFGH-JKMN")
    code = canaries.secrets["code for emergencies 0"]
    post(world, "/v1/sessions/complete", token=half, recovery_code=wrong)
    done = post(world, "/v1/sessions/complete", token=half, recovery_code=code)
    canaries.keep("whole session", done.raise_for_status().json()["token"])


def ask_for_an_impossible_mail(world: World, canaries: Canaries) -> str:
    """Have identity ask for a mail that can never be made; return its event's id."""
    notice = NoticeRequested(
        idempotency_key="canary",
        kind="no_such_kind",
        recipient="kanarienvogel@muster.example",
        language="de",
        secrets={"link": f"https://portal.example/x/{canaries.keep('parked', a_token('ki_'))}"},
    )
    with Connection(world.product.namespace.amqp_url("operator")) as connection:
        connection.Producer().publish(
            msgspec.json.encode(notice),
            serializer=None,
            exchange=Exchange("identity.events", type="topic", durable=True),
            routing_key=NOTICE_REQUESTED,
            content_type="application/json",
            content_encoding="utf-8",
            message_id="canary",
        )
    return "canary"


@pytest.mark.req("S16")
@pytest.mark.timeout(600)
def test_nothing_that_opens_the_portal_is_found_in_logs_metrics_traces_or_databases(
    world: World, new_visitor: NewVisitor, traces: TraceSink
) -> None:
    canaries = Canaries()
    customer = world.new_customer()

    account = come_in(world, customer, canaries)
    session = try_to_sign_in(world, account, canaries)
    account = use_links(world, account, session, canaries)
    make_keys(world, world.portal.sign_in(account) or "", canaries)
    use_a_browser(new_visitor, account, canaries)
    sign_in_with_a_code(world, account, canaries)
    parked = ask_for_an_impossible_mail(world, canaries)
    until(lambda: world.parked_code("notifications", parked), seconds=60)
    world.wait_settled()
    until(lambda: "complete_sign_in" in traces.content, seconds=30)

    places = {
        **logs_of(world),
        **metrics_of(world),
        **dumps_of(world),
        "the traces": traces.content,
    }
    assert len(canaries.secrets) > 30
    assert "person" in "".join(places)
    assert [each for place in places for each in canaries.found_in(place, places[place])] == []
    printed = "".join([*logs_of(world).values(), *metrics_of(world).values(), traces.content])
    assert [each for each in (account.email, "niemand@muster.example") if each in printed] == []
