"""What a connection to the broker makes of what the broker says, and when it says nothing."""

import asyncio
from collections.abc import Callable

import pytest
from pamqp import commands
from pamqp.base import Frame as Method
from pamqp.body import ContentBody
from pamqp.frame import FrameTypes, marshal
from pamqp.header import ContentHeader

from gateway.clients.amqp.call_properties import CallProperties
from gateway.clients.amqp.channel import Channel, Message
from gateway.clients.amqp.failures import BrokerFailure, ChannelEnded, ConnectionEnded
from gateway.clients.awaited import Awaited
from tests.gateway.amqp_wire import ADDRESS, Wire, a_delivery, a_return, turn

pytestmark = pytest.mark.asyncio


async def consuming(wire: Wire, take: Callable[[Message], None]) -> Channel:
    """Return a channel on which `take` gets what is delivered."""
    channel = await wire.channel()
    consumer = asyncio.create_task(channel.consume("replies", "nameko-rpc", "key", take))
    for answer in (
        commands.Queue.DeclareOk("replies", 0, 0),
        commands.Queue.BindOk(),
        commands.Basic.ConsumeOk("consumer"),
    ):
        await turn()
        wire.say(answer, channel=channel.number)
    await consumer
    return channel


async def counting(channel: Channel) -> int:
    return await channel.count_consumers("rpc-tickets")


async def test_many_replies_in_one_piece_reach_everybody_who_waits() -> None:
    wire = await Wire.greeted()
    calls: list[Message] = []
    news: list[Message] = []
    first = await consuming(wire, calls.append)
    second = await consuming(wire, news.append)

    # Channels may take turns between the frames of one message.
    one = [marshal(frame, first.number) for frame in a_delivery("call-1", b"x")]
    other = [marshal(frame, second.number) for frame in a_delivery("news-1", b"y")]
    mixed = b"".join(piece for pair in zip(one, other, strict=True) for piece in pair)
    rest = b"".join(
        marshal(frame, first.number)
        for number in range(2, 200)
        for frame in a_delivery(f"call-{number}", b"z" * number)
    )
    wire.say_bytes(mixed + rest)

    assert calls[0] == Message("call-1", b"x")
    assert news == [Message("news-1", b"y")]
    assert calls[1:] == [Message(f"call-{n}", b"z" * n) for n in range(2, 200)]


async def test_a_long_message_comes_in_several_frames_and_an_empty_one_in_none() -> None:
    wire = await Wire.greeted()
    taken: list[Message] = []
    channel = await consuming(wire, taken.append)

    deliver, header, _ = a_delivery("call-1", b"abcdef")
    wire.say(deliver, header, ContentBody(b"abc"), channel=channel.number)
    waited_for_the_rest = not taken
    wire.say(ContentBody(b"def"), *a_delivery("call-2", b""), channel=channel.number)

    assert waited_for_the_rest
    assert taken == [Message("call-1", b"abcdef"), Message("call-2", b"")]


async def test_a_message_that_no_queue_took_comes_back_between_replies() -> None:
    wire = await Wire.greeted()
    taken: list[Message] = []
    returned: list[str] = []
    channel = await consuming(wire, taken.append)
    channel.when_returned(lambda message: returned.append(message.correlation_id))

    wire.say(
        *a_delivery("call-1"), *a_return("call-2"), *a_delivery("call-3"), channel=channel.number
    )

    assert [message.correlation_id for message in taken] == ["call-1", "call-3"]
    assert returned == ["call-2"]


async def test_a_taker_who_fails_costs_nobody_else_anything() -> None:
    wire = await Wire.greeted()
    taken: list[Message] = []

    def take(message: Message) -> None:
        if message.correlation_id == "call-1":
            raise ValueError(message)
        taken.append(message)

    channel = await consuming(wire, take)

    wire.say(*a_delivery("call-1"), *a_delivery("call-2"), channel=channel.number)

    assert [message.correlation_id for message in taken] == ["call-2"]
    assert not wire.is_closing()


async def test_a_channel_that_the_broker_closes_ends_alone_and_its_number_is_free_again() -> None:
    wire = await Wire.greeted()
    first, second = await wire.channel(), await wire.channel()
    asked = asyncio.create_task(counting(first))
    await turn()
    wire.writes.clear()

    wire.say(commands.Channel.Close(404, "NOT_FOUND", 50, 10), channel=first.number)
    await turn()

    with pytest.raises(ChannelEnded) as ended:
        await asked
    assert ended.value.is_not_found
    assert [frame.name for frame in wire.said()] == ["Channel.CloseOk"]
    with pytest.raises(BrokerFailure):
        first.publish(b"", CallProperties("", "", "", {}), exchange="", routing_key="")
    assert not second.ended.done()
    assert (await wire.channel()).number == first.number


async def test_a_consumer_whose_queue_is_gone_ends_its_channel() -> None:
    wire = await Wire.greeted()
    channel = await consuming(wire, lambda _: None)

    wire.say(commands.Basic.Cancel("consumer"), channel=channel.number)

    assert channel.ended.done()


async def test_a_question_nobody_waits_for_any_more_leaves_the_next_its_own_answer() -> None:
    wire = await Wire.greeted()
    channel = await wire.channel()
    first = asyncio.create_task(counting(channel))
    await turn()
    first.cancel()
    second = asyncio.create_task(counting(channel))
    await turn()

    wire.say(commands.Queue.DeclareOk("rpc-tickets", 0, 1), channel=channel.number)
    wire.say(commands.Queue.DeclareOk("rpc-tickets", 0, 2), channel=channel.number)

    assert await second == 2


async def test_a_channel_nobody_waits_for_any_more_is_given_back() -> None:
    wire = await Wire.greeted()
    opening = asyncio.create_task(wire.connection.channel())
    await turn()
    opening.cancel()
    await turn()
    given_up = wire.said()[-1]
    wire.say(commands.Channel.OpenOk(), commands.Channel.CloseOk(), channel=1)

    channel = await wire.channel()

    assert isinstance(given_up, commands.Channel.Close)
    assert channel.number == 1


async def test_more_channels_than_the_broker_allows_are_not_asked_for() -> None:
    wire = await Wire.greeted()
    for _ in range(3):
        await wire.channel()

    one_more = asyncio.create_task(wire.connection.channel())
    await turn()

    assert one_more.done()
    with pytest.raises(BrokerFailure):
        await one_more


@pytest.mark.parametrize(
    "frames",
    [
        [ContentBody(b"{}")],
        [a_delivery("call-1")[0], ContentBody(b"{}")],
        [ContentHeader(body_size=2)],
        [*a_delivery("call-1")[:2], ContentHeader(body_size=2)],
        [*a_delivery("call-1", b"{}")[:2], ContentBody(b"{} more")],
        [*a_delivery("call-1")[:2], *a_delivery("call-2")],
        [commands.Queue.DeclareOk("unasked", 0, 0)],
    ],
    ids=[
        "body alone",
        "body before its header",
        "header alone",
        "two headers",
        "too much",
        "a message within another",
        "unasked",
    ],
)
async def test_what_may_not_come_ends_the_connection_and_all_who_wait(
    frames: list[FrameTypes],
) -> None:
    wire = await Wire.greeted()
    waiting, channel = await wire.channel(), await wire.channel()
    asked = asyncio.create_task(counting(waiting))
    await turn()

    wire.say(*frames, channel=channel.number)
    await turn()

    assert wire.is_closing()
    with pytest.raises(BrokerFailure):
        await asked
    assert wire.connection.ended.done()


@pytest.mark.parametrize("last_words", [b"", b"HTTP/1.1 400 Bad Request\r\n"])
async def test_whoever_is_no_broker_or_hangs_up_is_not_waited_for(last_words: bytes) -> None:
    wire = Wire()
    greeting = asyncio.create_task(wire.connection.greet(ADDRESS, "test"))
    await turn()

    if last_words:
        wire.say_bytes(last_words)
    else:
        wire.connection.connection_lost(None)

    with pytest.raises(BrokerFailure):
        await greeting
    assert wire.is_closing()


async def test_a_broker_that_says_goodbye_is_answered_and_everybody_told() -> None:
    wire = await Wire.greeted()
    channel = await wire.channel()
    asked = asyncio.create_task(counting(channel))
    await turn()
    wire.writes.clear()

    wire.say(commands.Connection.Close(320, "CONNECTION_FORCED", 0, 0))

    with pytest.raises(ConnectionEnded):
        await asked
    assert [frame.name for frame in wire.said()] == ["Connection.CloseOk"]
    assert channel.ended.done()


async def test_we_say_goodbye_and_hang_up_when_it_is_answered() -> None:
    wire = await Wire.greeted()
    closing = asyncio.create_task(wire.connection.close())
    await turn()
    before = wire.is_closing()

    wire.say(commands.Connection.CloseOk())
    await closing

    assert not before
    assert [frame.name for frame in wire.said()] == ["Connection.Close"]
    assert wire.is_closing()


async def test_nothing_is_sent_while_the_broker_takes_nothing() -> None:
    wire = await Wire.greeted()
    connection = wire.connection

    wire.say(commands.Connection.Blocked("low on memory"))
    connection.pause_writing()
    wire.say(commands.Connection.Unblocked())
    while_full = connection.takes_messages
    waiting = asyncio.create_task(connection.wait_until_it_takes_messages())
    await turn()
    waited = not waiting.done()
    connection.resume_writing()
    await waiting

    assert not while_full
    assert waited
    assert connection.takes_messages


async def test_calls_of_one_moment_leave_together() -> None:
    wire = await Wire.greeted()
    channel = await wire.channel()
    wire.writes.clear()

    for number in range(10):
        properties = CallProperties(f"call-{number}", "replies", "4500", {})
        channel.publish(b"{}", properties, exchange="nameko-rpc", routing_key="tickets.add")
    await turn()

    assert len(wire.writes) == 1
    assert sum(isinstance(frame, Method) for frame in wire.said()) == 10


async def test_a_reply_at_the_moment_of_impatience_is_not_lost() -> None:
    awaited = Awaited()
    waiting = asyncio.create_task(awaited.is_there_within(0))
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(0, awaited.come, b"just now")

    await waiting

    assert await awaited.reply() == b"just now"
