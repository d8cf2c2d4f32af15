"""Notices about customers' systems."""

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.notices.ask_for_contacts import AT_ONCE, ask_for_contacts
from catalog.use_cases.notices.list_notices import list_notices
from catalog.use_cases.notices.receive_notice import receive_notice
from chassis.entrypoints import Incoming, every, on_event, on_inbound, rpc
from contracts.inbound import CUSTOMER_SYSTEM_NOTICED
from contracts.outbound import MESSAGE_REJECTED
from contracts.principal import Principal
from contracts.system_notices import (
    SYSTEM_NOTICE_TOLD,
    CustomerSystemNoticed,
    SystemNoticeQuery,
    SystemNotices,
    SystemNoticeTold,
)


class SystemNoticeCalls(CatalogCalls):
    """Notices about customers' systems."""

    @on_inbound(CUSTOMER_SYSTEM_NOTICED, rejected_as=MESSAGE_REJECTED)
    def receive_notice(self, event: Incoming[CustomerSystemNoticed]) -> None:
        """Take a notice about a customer's system, or how one stands now."""
        with self._room.of_everybody() as records:
            receive_notice(event, records)

    @rpc(reads=True)
    def list_notices(self, caller: Principal, query: SystemNoticeQuery) -> SystemNotices:
        """List open notices about customers that the caller sees. Raises AreaNotVisible."""
        return list_notices(caller, query, self._reading_room, self._desk)

    @on_event("identity", SYSTEM_NOTICE_TOLD)
    def note_told(self, event: Incoming[SystemNoticeTold]) -> None:
        """Note that the contact was told of a notice."""
        told = event.data
        with self._room.of_everybody() as records:
            records.system_notices.note_told(told.notice_id, told.person_id, told.at)

    @every(seconds=5)
    def ask_for_contacts(self) -> None:
        """Have contacts told of notices, the held back ones again each hour."""
        asked = AT_ONCE
        while asked == AT_ONCE:
            with self._room.of_everybody() as records:
                asked = ask_for_contacts(records)
