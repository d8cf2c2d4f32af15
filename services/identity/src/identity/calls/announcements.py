"""Announcements of the vendor, on their way to people."""

from chassis.entrypoints import Incoming, every, on_event
from contracts.announcements import ANNOUNCEMENT_PUBLISHED, AnnouncementPublished
from identity.calls.tools import IdentityCalls
from identity.use_cases.announcements.mail_announcements import mail_announcements


class AnnouncementCalls(IdentityCalls):
    """Announcements of the vendor, on their way to people."""

    @on_event("catalog", ANNOUNCEMENT_PUBLISHED)
    def note_announcement(self, event: Incoming[AnnouncementPublished]) -> None:
        """Learn of an announcement that is to reach people by mail."""
        with self._room.of_everybody() as records:
            records.announcement_mailings.add_if_new(event.data)

    @every(seconds=5)
    def mail_announcements(self) -> None:
        """Have announcements mailed to everybody whom they are for."""
        mail_announcements(self._room, portal_url=self.settings.portal_url)
