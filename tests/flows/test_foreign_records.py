"""What belongs to somebody else answers as what does not exist, byte for byte: S1 over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import create_engine, text

from identity.store.tables import TENANT_TABLES
from tests.flows.test_own_account import register, told_of
from tests.flows.world import World
from tests.waiting import until

INVITATION: list[tuple[str, str, Any]] = [
    ("POST", "/v1/invitations/{id}/resend", {}),
    ("POST", "/v1/invitations/{id}/revoke", {}),
]
# Each operation on somebody's record, with a body that is right but for whose record it is.
OPERATIONS: dict[str, list[tuple[str, str, Any]]] = {
    "member": [
        ("DELETE", "/v1/members/{id}", None),
        ("PUT", "/v1/members/{id}/areas", {"areas": ["post"]}),
        ("PUT", "/v1/members/{id}/role", {"role": "member"}),
        ("PUT", "/v1/members/{id}/grants", {"grants": []}),
        ("PUT", "/v1/members/{id}/data-scope", {"data_scope": "own"}),
        ("PUT", "/v1/members/{id}/team", {"team": None}),
        ("PUT", "/v1/members/{id}/operator-number", {"operator_number": "007"}),
        ("POST", "/v1/members/{id}/preview", {"areas": ["post"]}),
        ("POST", "/v1/members/{id}/second-factor/reset", {"reason": "verloren"}),
        ("GET", "/v1/explain?area=post&person={id}", None),
        ("PUT", "/v1/people/{id}/linked-account", {"provider": "Kundencenter", "account_id": "1"}),
    ],
    "pending invitation": INVITATION,
    "revoked invitation": INVITATION,
    "accepted invitation": INVITATION,
    "access request": [
        ("POST", "/v1/access-requests/{id}/approve", {}),
        ("POST", "/v1/access-requests/{id}/decline", {}),
    ],
    "session": [("DELETE", "/v1/sessions/{id}", None)],
    "support session": [
        ("GET", "/v1/support-sessions/{id}", None),
        ("GET", "/v1/support-sessions/{id}/accesses", None),
        ("GET", "/v1/support-sessions/{id}/protocol", None),
        ("DELETE", "/v1/support-sessions/{id}", None),
    ],
    "support change": [
        ("GET", "/v1/support-changes/{id}", None),
        ("POST", "/v1/support-changes/{id}/approve", {}),
        ("POST", "/v1/support-changes/{id}/decline", {}),
    ],
    "organisation": [
        ("GET", "/v1/organisations/{id}", None),
        ("GET", "/v1/organisations/{id}/e-billing-address", None),
        ("PUT", "/v1/organisations/{id}/e-billing-address", {"address": "x@muster.example"}),
        ("PUT", "/v1/organisations/{id}/certification", {"is_certified": True, "reason": "x"}),
        ("PUT", "/v1/organisations/{id}/partner", {"partner_id": None, "reason": "x"}),
        ("POST", "/v1/organisations/{id}/preview", {"is_certified": True}),
        ("GET", "/v1/members?organisation_id={id}", None),
        ("GET", "/v1/invitations?organisation_id={id}", None),
        ("GET", "/v1/access-requests?organisation_id={id}", None),
        ("GET", "/v1/support-sessions?organisation_id={id}", None),
        ("GET", "/v1/support-changes?organisation_id={id}", None),
        ("GET", "/v1/support-consent?organisation_id={id}", None),
        ("GET", "/v1/identity-provider?organisation_id={id}", None),
        ("GET", "/v1/risks?organisation_id={id}", None),
        ("PUT", "/v1/sessions/current/organisation", {"organisation_id": "{id}"}),
        ("POST", "/v1/invitations", {"email": "x@muster.example", "organisation_id": "{id}"}),
    ],
    "customer": [
        ("GET", "/v1/customers/{id}", None),
        ("PUT", "/v1/customers/{id}/partner-contact", {"person_id": None}),
    ],
}


@dataclass(kw_only=True)
class Company:
    """A customer with everything that identity keeps for one: its administrator's session too."""

    admin: str
    colleague: str
    records: dict[str, str] = field(default_factory=dict)


def ask(world: World, session: str, method: str, path: str, body: Any = None) -> httpx.Response:
    return world.portal.http.request(
        method, path, json=body, headers=world.portal.as_(session), timeout=30
    )


def make_company(world: World) -> Company:
    """Return a customer with a record of each kind."""
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    done = ask(world, admin, "POST", "/v1/invitations", {"email": f"kollegin@{customer.domain}"})
    done.raise_for_status()
    company = Company(admin=admin, colleague=world.settle_reader(f"kollegin@{customer.domain}"))
    records = company.records
    for state in ("pending", "revoked"):
        email = {"email": f"{state}@{customer.domain}"}
        invited = ask(world, admin, "POST", "/v1/invitations", email).raise_for_status()
        records[f"{state} invitation"] = invited.json()["id"]
    revoke = f"/v1/invitations/{records['revoked invitation']}/revoke"
    ask(world, admin, "POST", revoke, {}).raise_for_status()
    records["accepted invitation"] = done.json()["id"]
    own = ask(world, admin, "GET", "/v1/me").json()
    records["organisation"] = records["customer"] = own["organisation"]["id"]
    members = ask(world, admin, "GET", "/v1/members").json()["items"]
    records["member"] = next(m["person_id"] for m in members if m["email"].startswith("kollegin"))
    records["session"] = ask(world, admin, "GET", "/v1/sessions").json()["items"][0]["session_id"]
    records["access request"] = _access_request(world, customer.number, admin)
    records["support session"], records["support change"] = _support(world, company)
    ask(
        world,
        admin,
        "PUT",
        "/v1/identity-provider",
        {
            "issuer": "https://login.example",
            "client_id": "kontor",
            "client_secret": "geheim",
            "domains": [customer.domain],
        },
    )
    return company


def _access_request(world: World, number: str, admin: str) -> str:
    stranger = register(world, f"neu@frei{number}.example")
    ask(world, stranger, "POST", "/v1/access-requests", {"customer_number": number})
    path = "/v1/access-requests"
    items = until(lambda: ask(world, admin, "GET", path).json()["items"], seconds=30, every=0.2)
    return str(items[0]["id"])


def _support(world: World, company: Company) -> tuple[str, str]:
    admin = company.admin
    asked = world.portal.http.post(
        "/v1/requests",
        headers={**world.portal.as_(admin), "Idempotency-Key": "frage"},
        json={"kind": "technical_problem", "title": "Frage", "description": "Geht nicht."},
    ).raise_for_status()
    ask(world, admin, "PUT", "/v1/support-consent", {"is_given": True}).raise_for_status()
    opened = ask(
        world,
        world.staff(),
        "POST",
        "/v1/support-sessions",
        {
            "organisation_id": company.records["organisation"],
            "request_id": asked.json()["id"],
            "reason": "nachsehen",
        },
    ).raise_for_status()
    person = company.records["member"]
    proposed = ask(
        world, opened.json()["token"], "PUT", f"/v1/members/{person}/areas", {"areas": ["post"]}
    )
    assert proposed.status_code == 202, proposed.text
    changes = ask(world, admin, "GET", "/v1/support-changes").json()["items"]
    return str(opened.json()["session"]["id"]), str(changes[0]["id"])


def shown_by(answer: httpx.Response, asked_for: str) -> tuple[object, ...]:
    """Return all that an answer shows, but for the moment, its own id and what was asked for."""
    status, content, headers = told_of(answer)
    for own, instead in ((answer.headers["x-request-id"], "its own id"), (asked_for, "the id")):
        content = content.replace(own.encode(), instead.encode())
    lengths = {name for name, _ in headers if name == "content-length"}
    return status, content, frozenset(h for h in headers if h[0] not in lengths)


def filled(template: Any, record_id: str) -> Any:
    if isinstance(template, str):
        return template.replace("{id}", record_id)
    if isinstance(template, dict):
        return {name: filled(value, record_id) for name, value in template.items()}
    return template


def everything_of(world: World, company: Company) -> list[bytes]:
    """Return what the company's administrator sees of all that identity keeps for it."""
    paths = (
        "/v1/members",
        "/v1/invitations",
        "/v1/access-requests",
        "/v1/sessions",
        "/v1/support-sessions",
        "/v1/support-changes",
        "/v1/support-consent",
        "/v1/identity-provider",
        "/v1/audit",
    )
    return [ask(world, company.admin, "GET", path).content for path in paths]


@pytest.fixture(scope="module")
def world(own_world: World) -> World:
    """Return a product of the file's own, one of whose walls is taken down."""
    return own_world


@pytest.fixture(scope="module")
def companies(world: World) -> tuple[Company, Company]:
    """Return one's own company and somebody else's."""
    return make_company(world), make_company(world)


@pytest.fixture(params=["both walls", "queries alone"])
def walls(request: pytest.FixtureRequest, world: World) -> Iterator[None]:
    """Take row-level security down for the time of a test, or leave both walls."""
    if request.param == "both walls":
        yield
        return
    _row_security(world, "DISABLE")
    yield
    _row_security(world, "ENABLE")


def _row_security(world: World, how: str) -> None:
    engine = create_engine(world.product.namespace.databases["identity"].owner_url)
    with engine.begin() as connection:
        for table in TENANT_TABLES:
            connection.execute(text(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY"))
    engine.dispose()


@pytest.mark.req("S1", "BR-10")
@pytest.mark.usefixtures("walls")
@pytest.mark.timeout(600)
def test_what_is_somebody_elses_answers_as_what_does_not_exist(
    world: World, companies: tuple[Company, Company]
) -> None:
    own, foreign = companies
    before = everything_of(world, foreign)
    told_apart: list[str] = []
    let_through: list[str] = []

    for kind, operations in OPERATIONS.items():
        for method, path, body in operations:
            for who, session in (("admin", own.admin), ("colleague", own.colleague)):
                answers = [
                    (
                        record_id,
                        ask(
                            world, session, method, filled(path, record_id), filled(body, record_id)
                        ),
                    )
                    for record_id in (foreign.records[kind], str(uuid4()))
                ]
                hidden, unknown = (shown_by(answer, asked) for asked, answer in answers)
                name = f"{who}: {method} {path} → {answers[0][1].status_code}"
                if hidden != unknown:
                    told_apart.append(f"{name}: {hidden} instead of {unknown}")
                if answers[0][1].is_success:
                    let_through.append(name)

    assert told_apart == []
    assert let_through == []
    assert everything_of(world, foreign) == before


@pytest.mark.req("S1")
def test_the_same_operations_reach_ones_own_records(
    world: World, companies: tuple[Company, Company]
) -> None:
    own, _ = companies
    reads = [
        (kind, path)
        for kind, operations in OPERATIONS.items()
        for method, path, _ in operations
        if method == "GET" and kind != "customer"
    ]

    answers = {
        path: ask(world, own.admin, "GET", filled(path, own.records[kind])).status_code
        for kind, path in reads
    }

    assert {path: status for path, status in answers.items() if status == 404} == {}
