"""What is asked of all organisations by whoever must find out first who asks."""

from datetime import datetime

from sqlalchemy import Connection

from identity.store.prospects import ProspectStore


class Asked:
    """The stores of one reading, all at the same instant `now`; nothing can be changed by them."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.now = now
        self.prospects = ProspectStore(connection)
