"""What strangers on the internet get from the TLS proxy, with the gateway behind it."""

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from chassis.testing import free_port
from contracts.errors import SignInRefused
from tests.deploy.proxied_gateway import CHUNKS_OF_A_LARGE_ANSWER, ProxiedGateway, running_gateway
from tests.deploy.tls_proxy import HOST, TlsProxy, command, running, shake_hands, write_settings
from tests.gateway.samples import TOKEN, a_session
from tests.waiting import until

REFUSED = (ssl.SSLError, ConnectionError)
CREDENTIALS = {"email": "erika@example.com", "password": "wrong"}


@pytest.fixture(scope="module")
def gateway() -> Iterator[ProxiedGateway]:
    with running_gateway() as gateway:
        yield gateway


@pytest.fixture(scope="module")
def proxy(
    nginx: Path, gateway: ProxiedGateway, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TlsProxy]:
    proxy = write_settings(tmp_path_factory.mktemp("proxy"), gateway.port)
    with running(nginx, proxy):
        yield proxy


def visitor(proxy: TlsProxy, *, address: str = "127.0.0.1", **options: Any) -> httpx.Client:
    """Return a client that trusts the certificate and comes from `address`."""
    return httpx.Client(
        base_url=f"https://{HOST}",
        transport=_ByPort(proxy, address),
        timeout=30,
        **options,
    )


class _ByPort(httpx.BaseTransport):
    """Sends requests for the portal's name to the proxy's port, as DNS and port 443 would."""

    def __init__(self, proxy: TlsProxy, address: str) -> None:
        self._proxy = proxy
        self._inner = httpx.HTTPTransport(
            verify=ssl.create_default_context(cafile=str(proxy.certificate)),
            local_address=address,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = HOST
        request.url = request.url.copy_with(host="127.0.0.1", port=self._proxy.https_port)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


@pytest.mark.req("KM-03", "H1")
def test_only_current_tls_with_forward_secrecy_is_spoken(proxy: TlsProxy) -> None:
    newest = shake_hands(proxy)
    last_but_one = shake_hands(proxy, version=ssl.TLSVersion.TLSv1_2)

    assert newest.protocol == "TLSv1.3"
    assert last_but_one.protocol == "TLSv1.2"
    assert last_but_one.cipher.startswith("ECDHE-")
    key = newest.certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    assert key.key_size >= 2048
    for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises(REFUSED):
            shake_hands(proxy, version=old)
    for weak in ("AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "DHE-RSA-AES256-GCM-SHA384"):
        with pytest.raises(REFUSED):
            shake_hands(proxy, version=ssl.TLSVersion.TLSv1_2, ciphers=f"{weak}:@SECLEVEL=0")


def test_the_probe_sees_a_proxy_that_speaks_old_tls(nginx: Path, tmp_path: Path) -> None:
    proxy = write_settings(tmp_path, free_port())
    settings = tmp_path / "nginx.conf"
    text = settings.read_text().replace("TLSv1.2 TLSv1.3", "TLSv1.1 TLSv1.2")
    strong = '"ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:@SECLEVEL=2"'
    settings.write_text(text.replace(strong, '"ALL:@SECLEVEL=0"'))

    with running(nginx, proxy):
        old = shake_hands(proxy, version=ssl.TLSVersion.TLSv1_1)
        weak = shake_hands(
            proxy, version=ssl.TLSVersion.TLSv1_2, ciphers="AES128-GCM-SHA256:@SECLEVEL=0"
        )

    assert (old.protocol, weak.cipher) == ("TLSv1.1", "AES128-GCM-SHA256")


@pytest.mark.req("KM-03", "H1")
def test_a_key_that_is_too_short_keeps_the_proxy_from_starting(nginx: Path, tmp_path: Path) -> None:
    proxy = write_settings(tmp_path, free_port(), bits=1024)

    tried = subprocess.run(  # noqa: S603 - our own words
        command(nginx, proxy, "-t"), capture_output=True, text=True, check=False
    )

    assert tried.returncode != 0
    assert "key too small" in tried.stderr


@pytest.mark.req("KM-02", "H1")
def test_plain_http_gets_the_way_to_https_and_nothing_else(
    proxy: TlsProxy, gateway: ProxiedGateway
) -> None:
    asked_before = len(gateway.services.asked)
    plain = f"http://127.0.0.1:{proxy.http_port}"
    attempts = [
        ("GET", "/post?number=R-1", {"Host": HOST}),
        ("POST", "/sign-in", {"Host": HOST}),
        ("GET", "/v1", {"Host": HOST}),
        ("GET", "/", {"Host": "evil.example"}),
    ]

    answers = [
        httpx.request(method, f"{plain}{path}", headers=headers, json=None, timeout=60)
        for method, path, headers in attempts
    ]

    assert [(answer.status_code, answer.headers["location"]) for answer in answers] == [
        (308, f"https://{HOST}/post?number=R-1"),
        (308, f"https://{HOST}/sign-in"),
        (308, f"https://{HOST}/v1"),
        (308, f"https://{HOST}/"),
    ]
    assert all("set-cookie" not in answer.headers for answer in answers)
    assert len(gateway.services.asked) == asked_before


@pytest.mark.req("KM-02", "H1")
def test_a_program_that_calls_by_plain_http_is_refused_and_not_led_on(
    proxy: TlsProxy, gateway: ProxiedGateway
) -> None:
    asked_before = len(gateway.services.asked)
    headers = {"Host": HOST, "Authorization": f"Bearer {TOKEN}"}

    answers = [
        httpx.request(
            method, f"http://127.0.0.1:{proxy.http_port}{path}", headers=headers, timeout=60
        )
        for method, path in (("GET", "/v1/me"), ("POST", "/v1/sessions"), ("GET", "//v1/me"))
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert answers[0].headers["content-type"] == "application/problem+json"
    assert answers[0].json()["status"] == 403
    assert all("location" not in answer.headers for answer in answers)
    assert len(gateway.services.asked) == asked_before


@pytest.mark.req("KM-02", "H1")
def test_browsers_are_told_to_come_by_https_alone(proxy: TlsProxy) -> None:
    with visitor(proxy) as client:
        page = client.get("/sign-in")
        away = client.get("/nowhere")
        signed_in = client.post(
            "/sign-in",
            data={"email": "erika@example.com", "password": "secret"},
            headers={"Sec-Fetch-Site": "same-origin"},
        )

    for answer in (page, away, signed_in):
        [said] = answer.headers.get_list("strict-transport-security")
        assert "max-age=63072000" in said
    assert page.headers["server"] == "nginx"
    cookie = signed_in.headers["set-cookie"]
    assert cookie.startswith("__Host-kontor_session=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))


def test_another_name_than_ours_gets_no_handshake_and_no_answer(proxy: TlsProxy) -> None:
    with pytest.raises(REFUSED):
        shake_hands(proxy, name="evil.example")

    with visitor(proxy) as client:
        answer = client.get("/sign-in", headers={"Host": "evil.example"})

    assert answer.status_code == 421


def test_guessing_is_counted_for_the_real_address_whatever_a_client_claims(
    proxy: TlsProxy, gateway: ProxiedGateway
) -> None:
    gateway.services.says("identity.open_session", SignInRefused())
    forged = [
        {"X-Forwarded-For": f"203.0.113.{n}", "Forwarded": f"for=203.0.113.{n}", "X-Real-IP": "::1"}
        for n in range(5)
    ]

    with visitor(proxy, address="127.0.0.5") as guesser:
        guesses = [guesser.post("/v1/sessions", json=CREDENTIALS, headers=one) for one in forged]
    with visitor(proxy, address="127.0.0.6") as somebody_else:
        first = somebody_else.post("/v1/sessions", json=CREDENTIALS)
    gateway.services.says("identity.open_session", a_session())

    assert [guess.status_code for guess in guesses] == [401, 401, 401, 429, 429]
    assert first.status_code == 401
    clients = [
        asked.arguments["request"].client
        for asked in gateway.services.calls_of("identity.open_session")
        if asked.arguments["request"].email == CREDENTIALS["email"]
    ]
    assert clients[-4:] == ["127.0.0.5"] * 3 + ["127.0.0.6"]


def test_figures_for_operators_do_not_leave_by_the_front_door(proxy: TlsProxy) -> None:
    with visitor(proxy) as client:
        answers = [client.get(path).status_code for path in ("/metrics", "/ready", "/health")]

    assert answers == [404, 404, 200]


def test_a_slow_reader_of_a_large_file_fills_no_disk(
    proxy: TlsProxy, gateway: ProxiedGateway
) -> None:
    gateway.flow.chunks_sent = 0

    with visitor(proxy) as client, client.stream("GET", "/flow") as answer:
        # The reader rests until nothing moves any more: all that may wait is waiting now.
        until(lambda: rests(lambda: gateway.flow.chunks_sent), seconds=60)
        held_back = gateway.flow.chunks_sent < CHUNKS_OF_A_LARGE_ANSWER
        received = sum(len(part) for part in answer.iter_raw())

    assert held_back
    assert received == 256 * 1024 * CHUNKS_OF_A_LARGE_ANSWER
    # A folder that was written to once keeps its empty subfolders.
    assert list((proxy.folder / "proxy").iterdir()) == []


def test_an_upload_reaches_the_gateway_while_it_is_sent(
    proxy: TlsProxy, gateway: ProxiedGateway
) -> None:
    gateway.flow.bytes_received = 0
    part = bytes(64 * 1024)

    def parts() -> Iterator[bytes]:
        yield part
        until(lambda: gateway.flow.bytes_received == len(part), seconds=60)
        for _ in range(40):
            yield part

    with visitor(proxy) as client:
        answer = client.post("/flow", content=parts())

    assert answer.status_code == 204
    assert gateway.flow.bytes_received == 41 * len(part)
    assert list((proxy.folder / "body").iterdir()) == []


def test_a_gateway_that_is_away_is_said_to_come_back_and_no_secret_is_logged(
    nginx: Path, tmp_path: Path
) -> None:
    proxy = write_settings(tmp_path, free_port())

    with running(nginx, proxy), visitor(proxy) as client:
        answer = client.get("/invitations/very-secret-token?code=very-secret-code")
        status = httpx.get(f"http://127.0.0.1:{proxy.status_port}/health", timeout=60)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "max-age=63072000" in answer.headers["strict-transport-security"]
    assert status.text == "ok\n"
    assert '"status":"503"' in proxy.log
    assert "very-secret" not in proxy.log


def announced(proxy: TlsProxy, address: str, size: int) -> tuple[ssl.SSLSocket, str]:
    """Announce a body that never comes; return the connection and the status of the answer."""
    context = ssl.create_default_context(cafile=str(proxy.certificate))
    connection = context.wrap_socket(
        socket.create_connection(("127.0.0.1", proxy.https_port), 30, source_address=(address, 0)),
        server_hostname=HOST,
    )
    head = f"POST /flow HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {size}\r\n"
    connection.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
    return connection, connection.recv(12).decode().split()[1]


def test_a_body_that_is_too_large_for_everything_is_refused_at_once(proxy: TlsProxy) -> None:
    connection, status = announced(proxy, "127.0.0.8", 27 * 1024 * 1024)
    connection.close()

    assert status == "413"


def test_one_address_holds_only_so_many_connections(proxy: TlsProxy) -> None:
    held = []
    statuses = []
    for _ in range(25):
        connection, status = announced(proxy, "127.0.0.9", 9)
        held.append(connection)
        statuses.append(status)
    for connection in held:
        connection.close()

    assert statuses == ["100"] * 20 + ["429"] * 5


def rests(figure: Callable[[], int]) -> bool:
    """Return whether a figure was the same for half a second."""
    seen: list[int] = []

    def look() -> bool:
        seen.append(figure())
        return len(seen) > 10

    until(look)
    return len(set(seen)) == 1
