"""Providers that are away, slow, huge, or lead somewhere else; and what is behind our own wall."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from chassis import outside_addresses
from chassis.outside_addresses import is_outside, is_outside_or_this_machine
from contracts.errors import IdentityProviderUnavailable
from contracts.identity_providers import BeginProviderSignIn
from identity.adapters import bounded_http
from identity.adapters.openid_providers import OpenIdProviders
from tests.identity.integration.federation import Federation

AWAY = ("identity_provider_unavailable",)
LEA = BeginProviderSignIn(email="lea@muster.example")


@dataclass(kw_only=True)
class Listener:
    """Something inside that nobody must reach."""

    server: socket.socket
    seen: list[Any] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.getsockname()[1]}/"

    def listen(self) -> None:
        while True:
            try:
                connection, peer = self.server.accept()
            except OSError:
                return
            self.seen.append(peer)
            connection.close()


@pytest.fixture
def inside() -> Iterator[Listener]:
    listener = Listener(server=socket.create_server(("127.0.0.1", 0)))
    thread = threading.Thread(target=listener.listen, daemon=True)
    thread.start()
    yield listener
    listener.server.shutdown(socket.SHUT_RDWR)
    listener.server.close()
    thread.join()


@pytest.fixture
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "LONGEST_SILENCE_SECONDS", 0.3)
    monkeypatch.setattr(bounded_http, "LONGEST_TALK_SECONDS", 0.9)


def huge(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65536)
    except OSError:
        return


def silent(handler: Any) -> None:
    handler.server.provider.released.wait(20)


def dripping(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while not handler.server.provider.released.wait(0.05):
            handler.wfile.write(b" ")
    except OSError:
        return


def broken_off(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"{")


def answering(status: int, body: bytes) -> Callable[[Any], None]:
    def answer(handler: Any) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.usefixtures("little_patience")
@pytest.mark.parametrize("misbehaviour", [huge, silent, dripping, broken_off])
def test_an_answer_without_bounds_is_given_up_in_time(
    federation: Federation, misbehaviour: Callable[[Any], None]
) -> None:
    visit = federation.visit()
    federation.provider.behaviour.token_answer = misbehaviour
    started = time.monotonic()

    refusal = federation.refusal(visit)

    assert refusal == AWAY
    assert time.monotonic() - started < 20
    # The sign-in is used up; the next one works once the provider is well again.
    federation.provider.behaviour.token_answer = None
    assert federation.refusal(visit) == ("provider_sign_in_refused", "sign_in_expired")
    assert federation.complete(federation.visit()).token.startswith("ks_")


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (500, b"{}", AWAY),
        (503, b"<html>", AWAY),
        (200, b"<html>", AWAY),
        (200, b"[]", AWAY),
        (200, b"{}", ("provider_sign_in_refused", "not_genuine")),
        (200, b'{"id_token": 7}', ("provider_sign_in_refused", "not_genuine")),
        (200, b'{"id_token": "a.b.c"}', ("provider_sign_in_refused", "not_genuine")),
        (200, b'{"id_token": "\\u00fc"}', ("provider_sign_in_refused", "not_genuine")),
        (400, b'{"error": "invalid_grant"}', ("provider_sign_in_refused", "not_genuine")),
    ],
)
def test_what_is_no_answer_lets_nobody_in(
    federation: Federation, status: int, body: bytes, refusal: tuple[str, ...]
) -> None:
    visit = federation.visit()
    federation.provider.behaviour.token_answer = answering(status, body)

    assert federation.refusal(visit) == refusal


def test_a_provider_that_is_away_is_named_so_at_once(federation: Federation) -> None:
    federation.provider.close()

    with pytest.raises(IdentityProviderUnavailable):
        federation.world.service.begin_oidc_sign_in(LEA)


def test_the_wrong_client_secret_lets_nobody_in(federation: Federation) -> None:
    federation.provider.client_secret = "another"

    refusal = federation.refusal(federation.visit())

    assert refusal == ("provider_sign_in_refused", "not_genuine")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(federation: Federation, inside: Listener, status: int) -> None:
    def lead_inside(handler: Any) -> None:
        handler.send_response(status)
        handler.send_header("Location", inside.address)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    visit = federation.visit()
    federation.provider.behaviour.token_answer = lead_inside

    assert federation.refusal(visit) == AWAY
    assert inside.seen == []


def test_the_connection_itself_follows_no_redirect_even_when_told_to(
    federation: Federation,
) -> None:
    begun = federation.world.service.begin_oidc_sign_in(LEA)
    with requests.Session() as session:
        bounded_http.bound(session, is_outside_or_this_machine)

        with pytest.raises(bounded_http.AnswerRefused):
            session.get(str(begun.authorization_url), allow_redirects=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://login.evil.example"},
        {"token_endpoint": "http://10.0.0.1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    ],
)
def test_metadata_that_lead_elsewhere_are_refused(
    federation: Federation, changes: dict[str, Any]
) -> None:
    federation.provider.behaviour.metadata = changes

    with pytest.raises(IdentityProviderUnavailable):
        federation.world.service.begin_oidc_sign_in(LEA)


def as_in_production(federation: Federation) -> None:
    """Let identity ask by the rules of production, but for http."""
    resources: Any = federation.world.service.runtime.resources
    providers = OpenIdProviders(is_outside, allows_plain_loopback=True)
    object.__setattr__(resources, "providers", providers)


def test_in_production_nothing_inside_is_reached(federation: Federation, inside: Listener) -> None:
    as_in_production(federation)
    for issuer in (inside.address, inside.address.replace("127.0.0.1", "localhost")):
        federation.set(issuer=issuer)
        federation.confirm("muster.example")

        with pytest.raises(IdentityProviderUnavailable):
            federation.world.service.begin_oidc_sign_in(LEA)

    assert inside.seen == []


@pytest.mark.parametrize(
    "resolved", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"]]
)
def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(
    federation: Federation,
    inside: Listener,
    monkeypatch: pytest.MonkeyPatch,
    resolved: list[str],
) -> None:
    as_in_production(federation)
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return resolved

    monkeypatch.setattr(outside_addresses, "_resolve", resolve)
    federation.set(issuer=f"https://login.muster.example:{inside.server.getsockname()[1]}")
    federation.confirm("muster.example")

    with pytest.raises(IdentityProviderUnavailable):
        federation.world.service.begin_oidc_sign_in(LEA)

    assert asked == ["login.muster.example"]
    assert inside.seen == []
