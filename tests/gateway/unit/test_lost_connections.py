"""A connection to the broker that is lost at an awkward moment costs nobody an error 500 (R9)."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.clients.amqp.connection import Connection
from gateway.clients.amqp.failures import ConnectionEnded
from gateway.clients.presence import Presence

pytestmark = pytest.mark.asyncio


def a_connection(channel: Any) -> Connection:
    return cast("Connection", SimpleNamespace(channel=channel))


async def test_a_connection_lost_while_looking_who_is_there_tells_nothing() -> None:
    async def lost() -> None:
        raise ConnectionEnded("the connection was lost")

    presence = Presence()
    presence.attach(a_connection(lost))

    assert await presence.is_absent("tickets") is False


async def test_a_caller_who_goes_away_ends_the_look() -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        begun.set()
        await asyncio.Event().wait()

    presence = Presence()
    presence.attach(a_connection(slow))
    looking = asyncio.create_task(presence.is_absent("tickets"))
    await begun.wait()
    looking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await looking
