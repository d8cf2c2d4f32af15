"""What the gateway says to the broker: AMQP 0-9-1 on asyncio, as much of it as it needs."""
