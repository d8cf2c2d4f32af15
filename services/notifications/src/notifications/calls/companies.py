"""What companies are told at their own address and number, and which of it they want."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from chassis.entrypoints import Incoming, every, on_event, on_inbound, rpc
from chassis.service import actor_of
from contracts.account_activity import AccountActivity
from contracts.company_notices import (
    COMPANY_CONTACT_CHANGED,
    COMPANY_NOTICE_REQUESTED,
    CompanyContactChanged,
    CompanyNoticeRequested,
    CompanyNotices,
    SetCompanyNotices,
)
from contracts.inbound import ACCOUNT_ACTIVITY
from contracts.outbound import MESSAGE_REJECTED
from contracts.principal import Principal
from notifications.calls.tools import NotificationsCalls, organisation_administered_by
from notifications.store.company_records import CompanyRecords
from notifications.use_cases.companies.choose_company_notices import choose_company_notices
from notifications.use_cases.companies.describe_company_notices import describe_company_notices
from notifications.use_cases.companies.receive_account_activity import receive_account_activity
from notifications.use_cases.companies.receive_company_notice import receive_company_notice
from notifications.use_cases.companies.remember_company import remember_company, take_up_waiting
from notifications.use_cases.companies.tell_company import Telling
from notifications.use_cases.companies.tell_waiting import tell_waiting
from notifications.use_cases.send_text_messages import send_text_messages
from notifications.use_cases.send_what_is_due import send_what_is_due

# No publisher repeats an event after that, and no replay of a parked one comes later.
TOLD_REMEMBERED_FOR = timedelta(days=400)


class CompanyCalls(NotificationsCalls):
    """What companies are told, by mail and by phone (MB-04 to MB-11)."""

    @on_event("identity", COMPANY_CONTACT_CHANGED)
    def remember_company(self, event: Incoming[CompanyContactChanged]) -> None:
        """Take over where a company is reached."""
        with self._company_records() as records:
            remember_company(event.data, records)

    @on_inbound(ACCOUNT_ACTIVITY, rejected_as=MESSAGE_REJECTED)
    def receive_account_activity(self, event: Incoming[AccountActivity]) -> None:
        """Have a customer told what happened in its account."""
        with self._company_records() as records:
            receive_account_activity(event, self._telling(), records)

    @on_event("catalog", COMPANY_NOTICE_REQUESTED)
    def receive_company_notice(self, event: Incoming[CompanyNoticeRequested]) -> None:
        """Have a company told that little is left of a limit."""
        with self._company_records() as records:
            receive_company_notice(event.data, self._telling(), records)

    @every(seconds=2)
    def tell_waiting(self) -> None:
        """Tell companies what has waited for others of its kind."""
        is_more = True
        while is_more:
            with self._company_records() as records:
                is_more = tell_waiting(self._telling(), records)

    @every(seconds=5)
    def take_up_waiting(self) -> None:
        """Take up parked events whose customer came while they were being parked."""
        with self._company_records() as records:
            take_up_waiting(records)

    @every(seconds=3600)
    def forget_told_notices(self) -> None:
        """Forget that something was told so long ago that nobody says it again."""
        with self._company_records() as records:
            records.notices.forget_told(until=records.now - TOLD_REMEMBERED_FOR)

    @every(seconds=0.5, kind="send")
    def send_text_messages(self) -> None:
        """Hand due text messages to whoever carries them to phones."""
        send_what_is_due(
            self.resources.phone_desks,
            lambda desk: send_text_messages(desk, self.database, self.clock),
            self.database,
            self.clock,
        )

    @rpc(reads=True)
    def get_company_notices(self, caller: Principal) -> CompanyNotices:
        """Tell an administrator what his company is told of, and where. Raises NotPermitted."""
        return self._notices_of(organisation_administered_by(caller))

    @rpc
    def set_company_notices(self, caller: Principal, request: SetCompanyNotices) -> CompanyNotices:
        """Choose what the company is told of. Raises InvalidInput, NotPermitted."""
        organisation_id = organisation_administered_by(caller)
        with self._company_records(organisation_id) as records:
            choose_company_notices(
                organisation_id,
                request,
                records,
                by=actor_of(caller),
                is_phone_offered=self.resources.is_phone_offered,
            )
        return self._notices_of(organisation_id)

    def _notices_of(self, organisation_id: UUID) -> CompanyNotices:
        with self.database.reading(organisation_id=organisation_id) as connection:
            records = CompanyRecords(connection, self.clock.now())
            return describe_company_notices(
                organisation_id, records, is_phone_offered=self.resources.is_phone_offered
            )

    def _telling(self) -> Telling:
        room = self.resources
        return Telling(composer=room.composer, is_phone_offered=room.is_phone_offered)

    @contextmanager
    def _company_records(self, organisation_id: UUID | None = None) -> Iterator[CompanyRecords]:
        """Yield the records of one organisation, or of all; commits at the end."""
        opened = (
            self.database.transaction(every_organisation=True)
            if organisation_id is None
            else self.database.transaction(organisation_id=organisation_id)
        )
        with opened as session:
            yield CompanyRecords(session, self.clock.now(), self.resources.quotas)
