"""What every call of tickets shares besides the database, opened once per process."""

from dataclasses import dataclass

from chassis.malware import Scanner
from tickets.adapters.attachment_store import AttachmentStore
from tickets.domain.attachments import DailyLimits
from tickets.domain.request_mailbox import RequestMailbox
from tickets.domain.working_hours import WorkingHours


@dataclass(frozen=True, kw_only=True, slots=True)
class Resources:
    """When somebody is at work, where attached files lie, and who looks for malware in them."""

    hours: WorkingHours
    attachments: AttachmentStore
    daily_limits: DailyLimits
    scanner: Scanner | None = None
    """None where nobody looks, which production refuses."""
    mailbox: RequestMailbox | None = None
    """Where people answer by mail; None where nobody takes mails."""
