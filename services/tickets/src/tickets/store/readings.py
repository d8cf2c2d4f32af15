"""One reading's view of what is shown of requests."""

from sqlalchemy import Connection

from chassis.clock import Clock
from tickets.store.desk import DeskStore
from tickets.store.desk_lists import DeskListStore
from tickets.store.openings import OpeningQuestions
from tickets.store.request_lists import RequestListStore
from tickets.store.requests import RequestStore
from tickets.store.shares import ShareStore
from tickets.store.shown_requests import ShownRequestStore


class Readings:
    """The stores that are asked for answers alone, all at the instant `now`; each asks once."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.now = now = clock.now()
        self.requests = RequestStore(connection)
        self.shown_requests = ShownRequestStore(connection)
        self.request_lists = RequestListStore(connection, now)
        self.desk = DeskStore(connection, now)
        self.desk_lists = DeskListStore(connection, now)
        self.openings = OpeningQuestions(connection, now)
        self.shares = ShareStore(connection, now)
