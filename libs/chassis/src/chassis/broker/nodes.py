"""Which of the broker's nodes to go to, and which one next when it does not answer."""

import random
from collections import deque

from chassis.broker.tls import check_certificates
from contracts.broker_addresses import broker_addresses


class Nodes:
    """The addresses of one cluster; where there is one address, it is always that one."""

    def __init__(self, amqp_url: str) -> None:
        named = broker_addresses(amqp_url)
        check_certificates()
        self._addresses = deque(named)
        # Not everybody to the first one, of whom its end would then disturb everybody.
        self._addresses.rotate(random.randrange(len(named)))  # noqa: S311 - no secret

    def in_turn(self) -> list[str]:
        """Return all addresses, the one to try first at their head."""
        return list(self._addresses)

    def pass_on(self) -> None:
        """Begin with the next one from now on: the first one did not answer."""
        self._addresses.rotate(-1)
