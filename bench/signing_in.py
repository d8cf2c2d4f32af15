"""Signing in beside the bare Argon2 hash, which no sign-in can do without."""

import asyncio
from uuid import uuid4

from bench.figures import Figure, medians_in_turns
from bench.stage import Stage
from contracts.identity import Session, SignIn
from gateway.clients.amqp_rpc import AmqpRpcClient
from gateway.clients.broker import Broker
from gateway.clients.rpc import CallContext
from identity.adapters.password_hasher import Argon2Hasher

ROUNDS = 200
REACH = 1.2


def measure(stage: Stage) -> list[Figure]:
    """Return what a sign-in takes, asked over the bus and through the gateway."""
    admin = stage.admin
    hasher = Argon2Hasher()
    known = hasher.hash(admin.password)
    with asyncio.Runner() as runner:
        rpc = AmqpRpcClient()
        broker = Broker(stage.product.namespace.amqp_url("gateway"), [rpc])

        async def connect() -> None:
            broker.start()
            while not broker.is_connected:  # noqa: ASYNC110 - the broker says it nowhere else
                await asyncio.sleep(0.05)

        async def sign_in() -> Session:
            return await rpc.call(
                "identity",
                "open_session",
                {"request": SignIn(email=admin.email, password=admin.password)},
                Session,
                caller=CallContext(correlation_id=str(uuid4())),
            )

        runner.run(connect())
        medians = medians_in_turns(
            {
                "hash": lambda: hasher.fits(admin.password, known),
                "bus": lambda: runner.run(sign_in()),
                "gateway": lambda: stage.portal.sign_in(admin),
            },
            rounds=ROUNDS,
        )
        runner.run(broker.stop())
    floor = medians["hash"] * 1000
    return [
        Figure(
            name=f"sign-in {how}, beside the bare Argon2 hash",
            ours=medians[by] * 1000,
            floor=floor,
            unit="ms",
            reach=REACH,
        )
        for how, by in (("over the bus", "bus"), ("through the gateway", "gateway"))
    ]
