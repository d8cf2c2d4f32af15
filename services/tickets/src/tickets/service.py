"""Every way into tickets, put together from the calls on each subject."""

from datetime import time
from typing import ClassVar

from chassis.malware import Scanner
from chassis.settings import ServiceSettings
from tickets.adapters.attachment_store import AttachmentStore
from tickets.adapters.holiday_calendar import holidays_of
from tickets.adapters.mailbox_keys import read_request_mailbox
from tickets.calls.attachments import AttachmentCalls
from tickets.calls.canned_answers import CannedAnswerCalls
from tickets.calls.conversations import ConversationCalls
from tickets.calls.departments import DepartmentCalls
from tickets.calls.desk import DeskCalls
from tickets.calls.mails import MailCalls
from tickets.calls.master_data import MasterDataCalls
from tickets.calls.news import NewsCalls
from tickets.calls.packages import PackageCalls
from tickets.calls.people import PeopleCalls
from tickets.calls.privacy import PrivacyCalls
from tickets.calls.request_types import RequestTypeCalls
from tickets.calls.requests import RequestCalls
from tickets.calls.sharing import SharingCalls
from tickets.domain.attachments import DailyLimits
from tickets.domain.working_hours import WorkingHours
from tickets.resources import Resources
from tickets.settings import Settings
from tickets.store.records import SERVICE


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
    PeopleCalls,
    PackageCalls,
    DepartmentCalls,
    CannedAnswerCalls,
    PrivacyCalls,
):
    """Requests from the button to the answer."""

    name = SERVICE
    settings_class: ClassVar[type[ServiceSettings]] = Settings

    @classmethod
    def open_resources(cls, settings: Settings) -> Resources:
        """Return when somebody is at work, and where files lie; nothing is connected yet."""
        scanner = settings.malware_scanner
        return Resources(
            hours=WorkingHours(
                opens=time.fromisoformat(settings.desk_opens),
                closes=time.fromisoformat(settings.desk_closes),
                is_holiday=holidays_of(settings.holiday_state),
            ),
            attachments=AttachmentStore(settings),
            daily_limits=DailyLimits(
                files=settings.daily_attachments, megabytes=settings.daily_attachment_megabytes
            ),
            mailbox=read_request_mailbox(settings),
            scanner=Scanner(scanner) if scanner else None,
        )
