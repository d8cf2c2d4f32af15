"""While notifications is away its pages say so, and every other page goes on."""

import httpx
import pytest

from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/account/notifications", "customer"),
        ("/account/messages", "customer"),
        ("/account/mail", "customer"),
        ("/office/messages", "vendor"),
        ("/office/doubts", "vendor"),
        ("/v1/company-notices", "customer"),
        ("/v1/message-history", "customer"),
    ],
)
async def test_what_asks_it_answers_503_and_names_the_area(
    browser: httpx.AsyncClient, services: ScriptedServices, path: str, kind: str
) -> None:
    principal = a_principal(organisation_kind=kind, role="admin")
    services.tokens[TOKEN] = an_authenticated(principal)

    answer = await browser.get(path)
    other = await browser.get("/docs")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert ("notifications" if path.startswith("/v1/") else "„Benachrichtigungen“") in answer.text
    assert other.status_code == 200
