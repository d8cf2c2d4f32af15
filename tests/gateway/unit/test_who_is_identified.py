"""What needs a person is refused where a request came without one, whatever route led there."""

from typing import Any

import pytest
from starlette.requests import Request

from contracts.errors import NotSignedIn
from gateway.api.request_news import ListenQuery, listen_for_request_news
from gateway.call import Call
from gateway.edge.sessions import SignedIn
from tests.gateway.samples import a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices, scripted_surroundings

NOTHING: Any = None


def a_call(services: ScriptedServices, signed_in: SignedIn | None = None) -> Call:
    """Return a call whose request bears neither cookie nor token."""
    return Call(
        request=Request({"type": "http", "method": "GET", "path": "/", "headers": []}),
        around=scripted_surroundings(services),
        context=NOTHING,
        signed_in=signed_in,
        language="de",
        client_address="127.0.0.1",
    )


def test_nobody_is_nobody(services: ScriptedServices) -> None:
    with pytest.raises(NotSignedIn):
        _ = a_call(services).identified


@pytest.mark.asyncio
async def test_news_are_not_told_to_whom_the_credential_is_gone(services: ScriptedServices) -> None:
    signed_in = SignedIn(
        authenticated=an_authenticated(), principal=a_principal(), token_digest=b""
    )

    with pytest.raises(NotSignedIn):
        await listen_for_request_news(a_call(services, signed_in), ListenQuery())
