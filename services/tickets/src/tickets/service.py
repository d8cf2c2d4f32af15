"""Every way into tickets, put together from the calls on each subject."""

from typing import ClassVar

from chassis.settings import ServiceSettings
from tickets.calls.conversations import ConversationCalls
from tickets.calls.request_types import RequestTypeCalls
from tickets.calls.requests import RequestCalls
from tickets.calls.sharing import SharingCalls
from tickets.settings import Settings
from tickets.store.records import SERVICE


class Tickets(
    RequestCalls,
    RequestTypeCalls,
    ConversationCalls,
    SharingCalls,
):
    """Requests from the button to the answer."""

    name = SERVICE
    settings_class: ClassVar[type[ServiceSettings]] = Settings
