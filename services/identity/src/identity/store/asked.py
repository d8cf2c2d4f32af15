"""What is asked of all organisations by whoever must find out first who asks."""

from datetime import datetime

from sqlalchemy import Connection

from identity.store.api_keys import ApiKeyStore
from identity.store.machine_accounts import MachineAccountStore
from identity.store.prospects import ProspectStore
from identity.store.sessions import SessionStore
from identity.store.support_sessions import SupportSessionStore


class Asked:
    """The stores of one reading, all at the same instant `now`; nothing can be changed by them."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.now = now
        self.sessions = SessionStore(connection, now)
        self.api_keys = ApiKeyStore(connection, now)
        self.machine_accounts = MachineAccountStore(connection, now)
        self.support_sessions = SupportSessionStore(connection, now)
        self.prospects = ProspectStore(connection)
