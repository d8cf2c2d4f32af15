"""A small OpenID provider on this machine, which can be told to misbehave.

It really authenticates its clients, checks PKCE and uses codes up: what does not work with it does
not work with Keycloak either.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

_KINDS: dict[str, Callable[[], Any]] = {
    "RS256": lambda: RSAKey.generate_key(2048),
    "PS256": lambda: RSAKey.generate_key(2048),
    "ES256": lambda: ECKey.generate_key("P-256"),
    "Ed25519": lambda: OKPKey.generate_key("Ed25519"),
}
_TOKEN_SECONDS = 300


@dataclass(kw_only=True)
class Behaviour:
    """What the provider does unlike a good one."""

    claims: dict[str, Any] = field(default_factory=dict)
    """Replace those of the ID token; None leaves one out."""
    metadata: dict[str, Any] = field(default_factory=dict)
    """Replace those of the discovery document."""
    signs_with: str = "own key"
    """Or: foreign key, no key, public key as secret, unknown key id, no key id."""
    token_answer: Callable[["_Handler"], object] | None = None
    """Answers the token endpoint in place of the provider."""
    names_itself: bool = True


@dataclass(frozen=True, kw_only=True)
class _Code:
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str | None


class OpenIdProvider:
    """One issuer with one client and one person who is signed in there."""

    def __init__(self, now: Callable[[], datetime], *, algorithm: str = "RS256") -> None:
        self._now = now
        self._algorithm = algorithm
        self.client_id = "kontor"
        # With characters that must be encoded on the way (RFC 6749 2.3.1).
        self.client_secret = "s3cret:&%+ /~"
        self.redirect_uri = "https://portal.example.com/sign-in/oidc/callback"
        self.behaviour = Behaviour()
        self.person: dict[str, Any] = {}
        self.asked: list[str] = []
        self.authentications: list[str] = []
        self._codes: dict[str, _Code] = {}
        self._lock = threading.Lock()
        self.released = threading.Event()
        self.key = _first_key(algorithm)
        self._server = _Server(("127.0.0.1", 0), _Handler, self)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.01},  # by default `close` would wait for half a second
            daemon=True,
        )
        self._thread.start()

    @property
    def issuer(self) -> str:
        """The provider's name and address."""
        return f"http://127.0.0.1:{self._server.server_port}/realms/muster"

    def close(self) -> None:
        """Answer nobody any more."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def sign_in(self, subject: str, email: str, **claims: Any) -> None:
        """Let this person be the one who is signed in."""
        self.person = {"sub": subject, "email": email, "email_verified": True, **claims}

    def rotate_key(self) -> None:
        """Sign with a new key; the older one is gone from the key set."""
        self.key = self._new_key(f"next-{secrets.token_hex(2)}")

    def count(self, path: str) -> int:
        """Return how often something was asked."""
        return sum(1 for asked in self.asked if asked.endswith(path))

    def metadata(self) -> dict[str, Any]:
        """Return the discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=muster",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": self.behaviour.names_itself,
            **self.behaviour.metadata,
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser is sent back to."""
        assert query["tenant"] == "muster"
        assert query["client_id"] == self.client_id
        assert query["redirect_uri"] == self.redirect_uri
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        with self._lock:
            self._codes[code] = _Code(
                client_id=query["client_id"],
                redirect_uri=query["redirect_uri"],
                challenge=query["code_challenge"],
                nonce=query.get("nonce"),
            )
        answer = {"code": code, "state": query["state"]}
        if self.behaviour.names_itself:
            answer["iss"] = self.issuer
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def redeem(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Return the token answer, or None for a code that is worth nothing."""
        with self._lock:
            code = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            code is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != code.redirect_uri
            or challenge != code.challenge
        ):
            return None
        return {
            "access_token": secrets.token_urlsafe(8),
            "token_type": "Bearer",
            "id_token": self._id_token(code),
        }

    def _id_token(self, code: _Code) -> str:
        now = int(self._now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": code.client_id,
            "iat": now,
            "exp": now + _TOKEN_SECONDS,
            "nonce": code.nonce,
            "name": "Erika Muster",
            **self.person,
            **self.behaviour.claims,
        }
        return self._signed({name: value for name, value in claims.items() if value is not None})

    def _signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": self._algorithm, "kid": self.key.kid}
        key: Any = self.key
        match self.behaviour.signs_with:
            case "foreign key":
                key = self._new_key(self.key.kid)
            case "unknown key id":
                key = self._new_key("unknown")
                header["kid"] = "unknown"
            case "no key id":
                del header["kid"]
            case "no key":
                return _unsigned({"alg": "none", "typ": "JWT"}, claims)
            case "public key as secret":
                secret = self.key.as_pem(private=False)
                return _with_secret({**header, "alg": "HS256"}, claims, secret)
        return jwt.encode(header, claims, key, algorithms=[self._algorithm])

    def _new_key(self, key_id: str) -> Any:
        return _generated_key(self._algorithm, key_id)


@cache  # the same for every provider of a test run: an RSA key takes a quarter of a second
def _first_key(algorithm: str) -> Any:
    return _generated_key(algorithm, "first")


def _generated_key(algorithm: str, key_id: str) -> Any:
    key = _KINDS[algorithm]()
    values = {**key.as_dict(private=True), "kid": key_id}
    return type(key).import_key(values)


def _unsigned(header: dict[str, str], claims: dict[str, Any]) -> str:
    return ".".join([*(_part(json.dumps(each).encode()) for each in (header, claims)), ""])


def _with_secret(header: dict[str, str], claims: dict[str, Any], secret: bytes) -> str:
    # By hand: the library refuses, as it should.
    signed = _unsigned(header, claims).removesuffix(".")
    return f"{signed}.{_part(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        handler: type[BaseHTTPRequestHandler],
        provider: OpenIdProvider,
    ) -> None:
        self.provider = provider
        super().__init__(address, handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Answer what a browser or a client asks for."""
        provider, parts = self.server.provider, urlsplit(self.path)
        provider.asked.append(parts.path)
        if parts.path.endswith("/.well-known/openid-configuration"):
            self.answer(200, provider.metadata())
        elif parts.path.endswith("/jwks"):
            public = provider.key.as_dict(private=False)
            self.answer(200, {"keys": [{"kty": "unheard-of"}, {**public, "use": "sig"}]})
        elif parts.path.endswith("/authorize"):
            self.send_response(302)
            self.send_header("Location", provider.authorize(dict(parse_qsl(parts.query))))
            self.end_headers()
        else:
            self.answer(404, {})

    def do_POST(self) -> None:
        """Answer the token endpoint."""
        provider = self.server.provider
        provider.asked.append(urlsplit(self.path).path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, strict_parsing=True))
        if provider.behaviour.token_answer is not None:
            provider.behaviour.token_answer(self)
            return
        if self._client(form) != (provider.client_id, provider.client_secret):
            self.answer(401, {"error": "invalid_client"})
            return
        answer = provider.redeem(form)
        if answer is None:
            self.answer(400, {"error": "invalid_grant", "error_description": "prose: ignore"})
        else:
            self.answer(200, answer)

    def _client(self, form: dict[str, str]) -> tuple[str, str]:
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            self.server.provider.authentications.append("basic")
            name, _, secret = base64.b64decode(given).decode().partition(":")
            return unquote(name), unquote(secret)
        self.server.provider.authentications.append("post")
        return form.get("client_id", ""), form.get("client_secret", "")

    def answer(self, status: int, content: dict[str, Any]) -> None:
        """Send a JSON object."""
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
