"""Every way into the asker: each asks the sample in another way."""

from typing import Any
from uuid import UUID

import eventlet

from chassis.context import current_context
from chassis.entrypoints import rpc
from chassis.rpc_client import CallFailed, RpcClient
from chassis.service import Service
from contracts.principal import Principal


class Asker(Service):
    """A service without anything of its own."""

    name = "asker"
    sample = RpcClient("sample")
    nobody = RpcClient("nobody")

    @rpc(public=True)
    def ask_echo(self, words: str) -> str:
        return self.sample.call("echo", str, words=words)

    @rpc(public=True)
    def ask_sum(self, cents: list[Any]) -> int:
        lines = [{"cents": each} for each in cents]
        return self.sample.call("add_up", int, request={"lines": lines})

    @rpc
    def ask_who_asks(self, caller: Principal) -> list[UUID]:
        return [caller.subject, self.sample.call("who_am_i", UUID)]

    @rpc(public=True)
    def ask_without_saying_who(self) -> UUID:
        return self.sample.call("who_am_i", UUID)

    @rpc(public=True)
    def ask_slowly(self, words: str, seconds: float, timeout: float) -> str:
        return self.sample.call("wait", str, words=words, seconds=seconds, timeout=timeout)

    @rpc(public=True)
    def ask_after(self, pause: float, words: str) -> str:
        eventlet.sleep(pause)
        return self.sample.call("wait", str, words=words, seconds=0, timeout=30)

    @rpc(public=True)
    def ask_nobody(self) -> str:
        return self.nobody.call("anything", str)

    @rpc(public=True)
    def ask_and_fail(self, how: str) -> None:
        self.sample.call("fail", type(None), how=how)

    @rpc(public=True)
    def ask_wrongly(self, what: str) -> str:
        try:
            self.sample.call(what, int, words="no number")
        except CallFailed as failed:
            return str(failed)
        return "not failed"

    @rpc(public=True)
    def ask_what_is_left(self) -> int:
        return self.sample.call("tell_budget", int, timeout=30)

    @rpc(public=True)
    def tell_correlation_id(self) -> list[str]:
        return [
            current_context().correlation_id,
            self.sample.call("tell_correlation_id", str),
        ]
