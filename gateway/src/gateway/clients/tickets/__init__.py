"""The tickets service: what customers ask of us."""

from gateway.clients.tickets.request_types import RequestTypeCalls
from gateway.clients.tickets.requests import RequestCalls


class Tickets(
    RequestCalls,
    RequestTypeCalls,
):
    """Typed calls to tickets, put together from the calls on each subject."""

    name = "tickets"
