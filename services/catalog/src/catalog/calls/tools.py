"""What every way into catalog finds on `self`."""

from catalog.adapters.site_desk import SiteDesk
from catalog.resources import Resources
from catalog.settings import Settings
from catalog.store.records import RecordRoom
from chassis.rpc_client import RpcClient
from chassis.service import Service


class CatalogCalls(Service[Settings, Resources]):
    """The base of each group of calls."""

    identity = RpcClient("identity")

    @property
    def _room(self) -> RecordRoom:
        return RecordRoom(self.database, self.clock)

    @property
    def _reading_room(self) -> RecordRoom:
        """Opens the same rows, for questions alone."""
        return RecordRoom(self.database, self.clock, only_asks=True)

    @property
    def _desk(self) -> SiteDesk:
        return SiteDesk(self.identity)
