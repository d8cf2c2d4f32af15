"""The tickets service: what customers ask of us."""

from gateway.clients.tickets.attachments import AttachmentCalls
from gateway.clients.tickets.canned_answers import CannedAnswerCalls
from gateway.clients.tickets.conversations import ConversationCalls
from gateway.clients.tickets.desk import DeskCalls
from gateway.clients.tickets.mails import MailCalls
from gateway.clients.tickets.master_data import MasterDataCalls
from gateway.clients.tickets.news import NewsCalls
from gateway.clients.tickets.privacy import PrivacyCalls
from gateway.clients.tickets.request_types import RequestTypeCalls
from gateway.clients.tickets.requests import RequestCalls
from gateway.clients.tickets.sharing import SharingCalls


class Tickets(
    RequestCalls,
    RequestTypeCalls,
    ConversationCalls,
    AttachmentCalls,
    MailCalls,
    SharingCalls,
    DeskCalls,
    NewsCalls,
    MasterDataCalls,
    CannedAnswerCalls,
    PrivacyCalls,
):
    """Typed calls to tickets, put together from the calls on each subject."""

    name = "tickets"
