"""Machine accounts and their feed in the API: what goes to which call, and what comes back."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import msgspec
import pytest

from contracts.errors import AlreadyExists, InvalidInput
from contracts.feed import FeedPage, FeedQuery
from contracts.machine_accounts import (
    CreateMachineAccount,
    MachineAccount,
    MachineAccountRevoked,
    MachineAccounts,
    MachineAccountWithToken,
)
from tests.gateway.samples import DOCUMENT_ID
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

ACCOUNT_ID = UUID("01930000-0000-7000-8000-0000000000e1")
EVENT_ID = UUID("01930000-0000-7000-8000-0000000000e2")
A_MOMENT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
ACCOUNT = MachineAccount(
    id=ACCOUNT_ID,
    name="DMS",
    areas=("documents",),
    document_types=None,
    created_at=A_MOMENT,
    token_made_at=A_MOMENT,
    last_used_on=None,
    revoked_at=None,
)
WITH_TOKEN = MachineAccountWithToken(account=ACCOUNT, token="km_shown-once")


async def test_accounts_are_made_renewed_listed_and_revoked(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.create_machine_account", WITH_TOKEN)
    services.says("identity.renew_machine_token", WITH_TOKEN)
    services.says("identity.list_machine_accounts", MachineAccounts(items=(ACCOUNT,)))
    services.says("identity.revoke_machine_account", ACCOUNT)
    one = f"/v1/machine-accounts/{ACCOUNT_ID}"

    made = await signed_in.post(
        "/v1/machine-accounts", json={"name": "DMS", "areas": ["documents"]}
    )
    renewed = await signed_in.post(f"{one}/token")
    listed = await signed_in.get("/v1/machine-accounts")
    revoked = await signed_in.post(f"{one}/revoke")

    assert [each.status_code for each in (made, renewed, listed, revoked)] == [201, 201, 200, 200]
    assert made.json() == renewed.json()
    assert (made.json()["token"], made.headers["cache-control"]) == (
        "km_shown-once",
        "private, no-store",
    )
    assert "km_" not in listed.text + revoked.text
    (asked,) = services.calls_of("identity.create_machine_account")
    assert asked.arguments["request"] == CreateMachineAccount(name="DMS", areas=("documents",))
    for called in ("identity.renew_machine_token", "identity.revoke_machine_account"):
        assert services.calls_of(called)[0].arguments == {"account_id": ACCOUNT_ID}


@pytest.mark.parametrize(
    ("error", "status"), [(AlreadyExists("name"), 409), (InvalidInput("areas", "not_allowed"), 422)]
)
async def test_what_cannot_be_is_answered_as_such(
    signed_in: httpx.AsyncClient, services: ScriptedServices, error: Exception, status: int
) -> None:
    services.says("identity.create_machine_account", error)
    body = {"name": "DMS", "areas": ["documents"]}

    refused = await signed_in.post("/v1/machine-accounts", json=body)
    unknown_area = await signed_in.post(
        "/v1/machine-accounts", json={**body, "areas": ["everything"]}
    )

    assert (refused.status_code, unknown_area.status_code) == (status, 422)


async def test_the_feed_is_a_batch_of_cloudevents_that_says_where_to_go_on(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    events = (msgspec.Raw(b'{"id":"1"}'), msgspec.Raw(b'{"id":"2"}'))
    services.says("notifications.read_feed", FeedPage(events=events, after=EVENT_ID))

    answer = await signed_in.get(f"/v1/events?after={DOCUMENT_ID}&limit=2")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/cloudevents-batch+json"
    assert answer.json() == [{"id": "1"}, {"id": "2"}]
    assert answer.headers["link"] == f'</v1/events?after={EVENT_ID}&limit=2>; rel="next"'
    (asked,) = services.calls_of("notifications.read_feed")
    assert asked.arguments["query"] == FeedQuery(after=UUID(str(DOCUMENT_ID)), limit=2)


async def test_an_empty_feed_begins_at_its_beginning(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("notifications.read_feed", FeedPage(events=(), after=None))

    answer = await signed_in.get("/v1/events")

    assert (answer.json(), answer.headers["link"]) == ([], '</v1/events?limit=100>; rel="next"')


@pytest.mark.parametrize("query", ["after=yesterday", "limit=0", "limit=501", "page=1"])
async def test_a_senseless_query_is_refused(
    signed_in: httpx.AsyncClient, services: ScriptedServices, query: str
) -> None:
    answer = await signed_in.get(f"/v1/events?{query}")

    assert answer.status_code in {400, 422}
    assert services.calls_of("notifications.read_feed") == []


@pytest.mark.parametrize("path", ["/v1/events", "/v1/documents", f"/v1/documents/{DOCUMENT_ID}"])
async def test_a_revoked_account_is_answered_with_410_wherever_it_asks(
    signed_in: httpx.AsyncClient, services: ScriptedServices, path: str
) -> None:
    services.says("identity.authenticate", MachineAccountRevoked())

    answer = await signed_in.get(path)

    assert (answer.status_code, answer.json()["code"]) == (410, "machine_account_revoked")
