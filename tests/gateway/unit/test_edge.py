"""Cookies, tokens, foreign pages, network addresses."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from contracts.errors import TooManyAttempts
from gateway.edge.client_address import AttemptLimit, client_address, is_local
from gateway.edge.credentials import Credential, SessionCookie, read_credential
from gateway.edge.same_site import CrossSiteRefused, refuse_cross_site

ORIGIN = "https://portal.example.com"
SECURE = SessionCookie(secure=True)


def a_request(method: str = "GET", peer: str = "192.0.2.1", **headers: str) -> Request:
    return Request(
        {
            "type": "http",
            "method": method,
            "path": "/",
            "query_string": b"",
            "client": (peer, 5000),
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
            ],
        }
    )


def test_over_tls_the_cookie_is_bound_to_this_host_and_hidden_from_scripts() -> None:
    response = Response()

    SECURE.set(response, "ks_1")

    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-kontor_session=ks_1; ")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Max-Age" not in cookie
    assert "Domain" not in cookie


def test_on_the_loopback_the_cookie_is_plain_but_still_hidden_from_scripts() -> None:
    response = Response()

    SessionCookie(secure=False).set(response, "ks_1")

    cookie = response.headers["set-cookie"]
    assert cookie.startswith("kontor_session=ks_1; ")
    assert "HttpOnly" in cookie
    assert "Secure" not in cookie


def test_a_forgotten_cookie_has_the_same_name_and_marks() -> None:
    response = Response()

    SECURE.clear(response)

    cookie = response.headers["set-cookie"]
    assert cookie.startswith('__Host-kontor_session="";')
    assert "Max-Age=0" in cookie
    assert "Secure" in cookie


@pytest.mark.parametrize(
    ("headers", "credential"),
    [
        ({"authorization": "Bearer ks_1"}, Credential(token="ks_1", source="header")),
        ({"authorization": "bearer  ks_1 "}, Credential(token="ks_1", source="header")),
        ({"authorization": "Basic dXNlcg=="}, Credential(token="", source="header")),
        ({"cookie": "__Host-kontor_session=ks_2"}, Credential(token="ks_2", source="cookie")),
        (
            {"authorization": "Basic x", "cookie": "__Host-kontor_session=ks_2"},
            Credential(token="", source="header"),
        ),
        ({"cookie": "kontor_session=ks_3"}, None),
        ({}, None),
    ],
)
def test_a_token_is_read_from_the_header_or_else_from_the_cookie(
    headers: dict[str, str], credential: Credential | None
) -> None:
    assert read_credential(a_request(**headers), SECURE) == credential


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": ORIGIN},
    ],
)
def test_our_own_pages_may_change_things(headers: dict[str, str]) -> None:
    refuse_cross_site(a_request("POST", **headers), ORIGIN)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "origin": ORIGIN},
        {"origin": "https://portal.example.com.evil.example"},
        {"origin": "null"},
    ],
)
def test_foreign_pages_may_not(method: str, headers: dict[str, str]) -> None:
    with pytest.raises(CrossSiteRefused):
        refuse_cross_site(a_request(method, **headers), ORIGIN)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_free(method: str) -> None:
    refuse_cross_site(a_request(method, sec_fetch_site="cross-site"), ORIGIN)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_only_our_own_proxies_say_where_a_request_comes_from(
    proxies: int, forwarded: str, address: str
) -> None:
    assert client_address(a_request(x_forwarded_for=forwarded), proxies) == address


def test_attempts_are_counted_per_address_with_the_time_to_wait() -> None:
    limit = AttemptLimit("2/minute")
    limit.count("192.0.2.1")
    limit.count("192.0.2.1")

    with pytest.raises(TooManyAttempts) as refused:
        limit.count("192.0.2.1")
    limit.count("192.0.2.2")

    assert 1 <= int(refused.value.arguments[0]) <= 61


def test_one_ipv6_network_is_one_client() -> None:
    limit = AttemptLimit("1/minute")
    limit.count("2001:db8:1:2::a")

    with pytest.raises(TooManyAttempts):
        limit.count("2001:db8:1:2::b")
    limit.count("2001:db8:1:3::a")


@pytest.mark.parametrize(
    ("peer", "headers", "local"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("192.0.2.1", {}, False),
        ("127.0.0.1", {"x_forwarded_for": "127.0.0.1"}, False),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, False),
        ("", {}, False),
    ],
)
def test_local_is_who_comes_from_here_and_through_no_proxy(
    peer: str, headers: dict[str, str], *, local: bool
) -> None:
    assert is_local(a_request(peer=peer, **headers)) is local
