"""A real SMTP server that behaves as told: refuses, hangs up, thinks for ever."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 OK"
T = TypeVar("T")


@dataclass(kw_only=True)
class Behaviour:
    """What the server answers, and where it cuts the connection instead."""

    mail: str = OK
    recipient: str = OK
    content: str = OK
    hang_up_at: str = ""
    """`mail`, `recipient`, or `dot` (then the content counts as accepted)."""


@dataclass(kw_only=True)
class ScriptedMailServer:
    """An SMTP server on a free port of the loopback; a context manager.

    `accepted` are the contents that were answered with 250 or whose answer was cut off.
    """

    behaviour: Behaviour = field(default_factory=Behaviour)
    tls: ssl.SSLContext | None = None
    port: int = 0
    accepted: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    """The envelope's recipients of each content."""
    senders: list[str] = field(default_factory=list)
    """The envelope's sender of each content."""
    connections: int = 0
    logins: list[tuple[str, str]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Answers to recipients that are treated otherwise than the rest."""
    when_content_arrived: Callable[[], None] | None = None
    _sessions: list[SMTP] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = self._run(self._listen())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        # Who is still connected is left without a word: his end and ours would stay open.
        self.hang_up()
        self._run(self._cancel_the_rest())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        """The server's address."""
        return f"smtp://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Take no more connections; the port stays known."""
        self._run(self._close())

    def hang_up(self) -> None:
        """End every connection; the next is taken."""
        self._run(self._abort())

    def start_again(self) -> None:
        """Listen on the same port again."""
        self._server = self._run(self._listen())

    # What aiosmtpd calls.

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's hook
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        del session
        if self.behaviour.hang_up_at == "mail":
            _hang_up(server)
        if self.behaviour.mail == OK:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.behaviour.mail

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's hook
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        del session, options
        if self.behaviour.hang_up_at == "recipient":
            _hang_up(server)
        answer = self.refused.get(address, self.behaviour.recipient)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's hook
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del session
        if self.when_content_arrived is not None:
            await asyncio.to_thread(self.when_content_arrived)
        if self.behaviour.content.startswith("2"):
            self.accepted.append(cast("bytes", envelope.content))
            self.recipients.append([str(each) for each in envelope.rcpt_tos])
            self.senders.append(str(envelope.mail_from))
        if self.behaviour.hang_up_at == "dot":
            _hang_up(server)
        return self.behaviour.content

    def _session(self) -> SMTP:
        self.connections += 1
        session = SMTP(
            self,
            tls_context=self.tls,
            require_starttls=False,
            authenticator=self._authenticate if self.tls else None,
        )
        self._sessions.append(session)
        return session

    def _authenticate(self, server: SMTP, *rest: Any) -> AuthResult:
        del server
        data = rest[-1]
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)

    async def _listen(self) -> asyncio.Server:
        server = await self._loop.create_server(self._session, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _abort(self) -> None:
        for session in self._sessions:
            if session.transport is not None:
                _hang_up(session)

    async def _close(self) -> None:
        self._server.close()

    async def _cancel_the_rest(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        # Transports that were ended close their sockets in the next turn.
        await asyncio.sleep(0)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()
