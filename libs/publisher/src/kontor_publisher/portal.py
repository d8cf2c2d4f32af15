"""The portal's HTTP API as far as a publisher needs it: events, uploads, what became of them."""

import ssl
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from contracts.billing_docs import Publication, PublicationQuery, Publications
from kontor_publisher.errors import NotConfirmed, PortalAway, Refused
from kontor_publisher.events import OutgoingMessage

_SILENCE_SECONDS = 10.0
_PAGE_OF_IDS = 500
_LONGEST_ANSWER_BYTES = 4 * 1024 * 1024
_TOO_MANY_REQUESTS = 429
_REQUEST_TIMEOUT = 408

_Answer = TypeVar("_Answer")


class _Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    reference: str
    sha256: str


class _Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What RFC 9457 answers have in common."""

    code: str = ""
    title: str = ""
    reason: str = ""
    explanation: str = ""


class Portal:
    """The portal's API with one API key. One connection per call: calls are rare."""

    def __init__(self, api_url: str, api_key: str, *, ca_file: Path | None = None) -> None:
        parts = urlsplit(api_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{api_url!r} is not an http:// or https:// address")
        self._host = parts.hostname
        self._port = parts.port
        self._path = parts.path.rstrip("/")
        self._tls = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None
        self._api_key = api_key

    def deliver(self, message: OutgoingMessage, *, deadline_seconds: float) -> None:
        """Return once the portal has `message` for good: the broker's place for who has none.

        Raises:
            NotConfirmed: it does not answer; the event may have arrived all the same.
            Refused: it does not accept the key, the source or the event.
        """
        try:
            self._post(
                "/v1/documents",
                message.body,
                {"Content-Type": message.content_type},
                silence_seconds=deadline_seconds,
            )
        except PortalAway as error:
            raise NotConfirmed(message.event_id, str(error)) from error

    def close(self) -> None:
        """Do nothing: each call has a connection of its own."""

    def upload(self, content: bytes, *, media_type: str, sha256: str) -> str:
        """Return the reference under which an event may name these bytes.

        Raises:
            PortalAway: it does not answer, or something else arrived there than was sent.
            Refused: it does not accept the key or the file.
        """
        answer = self._post("/v1/uploads", content, {"Content-Type": media_type})
        uploaded = _decoded(answer, _Uploaded)
        if uploaded.sha256 != sha256:
            raise PortalAway("the upload arrived damaged: its SHA-256 is another")
        return uploaded.reference

    def find_publications(self, source: str, event_ids: Sequence[str]) -> list[Publication]:
        """Return what became of each event, in the order asked.

        Raises:
            PortalAway: it does not answer.
            Refused: the key is not accepted, or may not ask for this source.
        """
        found: list[Publication] = []
        for start in range(0, len(event_ids), _PAGE_OF_IDS):
            page = tuple(event_ids[start : start + _PAGE_OF_IDS])
            query = PublicationQuery(source=source, event_ids=page)
            answer = self._post(
                "/v1/publications/query",
                msgspec.json.encode(query),
                {"Content-Type": "application/json"},
            )
            found.extend(_decoded(answer, Publications).items)
        return found

    def _post(
        self,
        path: str,
        body: bytes,
        headers: dict[str, str],
        *,
        silence_seconds: float = _SILENCE_SECONDS,
    ) -> bytes:
        connection: HTTPConnection
        if self._tls is None:
            connection = HTTPConnection(self._host, self._port, timeout=silence_seconds)
        else:
            connection = HTTPSConnection(
                self._host, self._port, timeout=silence_seconds, context=self._tls
            )
        headers = {"Authorization": f"Bearer {self._api_key}", **headers}
        try:
            connection.request("POST", self._path + path, body=body, headers=headers)
            response = connection.getresponse()
            answer = response.read(_LONGEST_ANSWER_BYTES)
        except (OSError, HTTPException) as error:
            raise PortalAway(f"{path}: {type(error).__name__}: {error}") from error
        finally:
            connection.close()
        _check_status(path, response.status, answer)
        return answer


def _check_status(path: str, status: int, answer: bytes) -> None:
    if 200 <= status < 300:  # noqa: PLR2004 (RFC 9110: success)
        return
    try:
        problem = msgspec.json.decode(answer, type=_Problem)
    except msgspec.DecodeError:
        problem = _Problem()
    said = (problem.code, problem.title, problem.reason, problem.explanation)
    text = " ".join(filter(None, (f"{path} answered {status}", *said)))
    if status >= 500 or status in (_REQUEST_TIMEOUT, _TOO_MANY_REQUESTS):  # noqa: PLR2004 (RFC 9110: server error)
        raise PortalAway(text)
    raise Refused(text)


def _decoded(answer: bytes, kind: type[_Answer]) -> _Answer:
    try:
        return msgspec.json.decode(answer, type=kind)
    except msgspec.DecodeError as error:
        raise PortalAway(f"the portal's answer cannot be read: {error}") from error
