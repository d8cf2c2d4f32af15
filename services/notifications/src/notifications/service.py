"""Every way into notifications."""

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy.orm import Session

from chassis.entrypoints import Incoming, every, on_event, rpc
from chassis.service import organisation_of
from chassis.settings import ServiceSettings
from contracts.errors import NotFound
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.notices import Delivery, DeliveryQuery
from contracts.notifications import MessageQuery, MessageRecord
from contracts.principal import Principal
from notifications.adapters.sending_room import SendingRoom, open_sending_room
from notifications.calls.abandoned import AbandonedCalls
from notifications.calls.companies import CompanyCalls
from notifications.calls.customer_queues import CustomerQueueCalls
from notifications.calls.feed import FeedCalls
from notifications.calls.history import HistoryCalls
from notifications.calls.mail_accounts import MailAccountCalls
from notifications.calls.people import PeopleCalls
from notifications.calls.senders import SenderCalls
from notifications.calls.webhooks import WebhookCalls
from notifications.settings import Settings
from notifications.store.abandoned_messages import AbandonedStore
from notifications.store.customer_queues import CustomerQueueStore
from notifications.store.doubts import DoubtStore
from notifications.store.messages import MAIL_BELL, MessageStore
from notifications.store.progress import ProgressStore
from notifications.store.queue_records import QueueRecords
from notifications.store.records import MessageRecords
from notifications.store.returned_mails import ReturnedMailStore
from notifications.use_cases.confirm_reached_recipients import confirm_reached_recipients
from notifications.use_cases.describe_delivery import describe_delivery
from notifications.use_cases.describe_message import describe_message
from notifications.use_cases.fetch_returned_mails import fetch_returned_mails
from notifications.use_cases.measure_queue import measure_queue
from notifications.use_cases.queue_message import queue_message
from notifications.use_cases.recover_abandoned_messages import recover_abandoned_messages
from notifications.use_cases.renew_lease import renew_lease
from notifications.use_cases.send_at_free_desk import send_at_free_desk


class Notifications(
    AbandonedCalls,
    CompanyCalls,
    CustomerQueueCalls,
    FeedCalls,
    HistoryCalls,
    MailAccountCalls,
    PeopleCalls,
    SenderCalls,
    WebhookCalls,
):
    """Sends every message the product sends, surely and once."""

    name = "notifications"
    settings_class: ClassVar[type[ServiceSettings]] = Settings

    @classmethod
    def open_resources(cls, settings: Settings) -> SendingRoom:
        """Return this process's places to send from; mail servers are called when needed."""
        return open_sending_room(settings)

    def to_look_at(self, session: Session) -> Mapping[str, int]:
        """Return mails in doubt, messages that were given up, customers' queues in trouble."""
        return {
            "mails_in_doubt": DoubtStore(session).count(),
            "messages_given_up": sum(AbandonedStore(session).counts().values()),
            "customer_queues_in_trouble": CustomerQueueStore(session).count_in_trouble(),
        }

    @on_event("billing_docs", NOTICE_REQUESTED)
    def queue_document_notice(self, event: Incoming[NoticeRequested]) -> None:
        """Queue what billing-docs wants said: a document has arrived (SE-30)."""
        self._queue(event)

    @on_event("identity", NOTICE_REQUESTED)
    def queue_access_notice(self, event: Incoming[NoticeRequested]) -> None:
        """Queue what identity wants said: an invitation (SE-22)."""
        self._queue(event)

    @on_event("tickets", NOTICE_REQUESTED)
    def queue_request_notice(self, event: Incoming[NoticeRequested]) -> None:
        """Queue what tickets wants said about a request."""
        self._queue(event)

    @on_event("catalog", NOTICE_REQUESTED)
    def queue_package_notice(self, event: Incoming[NoticeRequested]) -> None:
        """Queue what catalog wants said about packages, trials and plans."""
        self._queue(event)

    @every(
        seconds=0.3,
        kind="send",
        rung_by=MAIL_BELL,
        at_once=lambda settings: int(settings.mail_senders),
    )
    def send_due_messages(self) -> None:
        """Hand due messages to the mail server, over several connections at once."""
        send_at_free_desk(self.resources.platform_desks, self.database, self.clock)

    @every(seconds=5)
    def recover_abandoned_messages(self) -> None:
        """Take up what a killed sender left behind."""
        with self.database.transaction(every_organisation=True) as session:
            recover_abandoned_messages(session, self.clock.now())

    @every(seconds=20)
    def fetch_returned_mails(self) -> None:
        """Take in what has arrived in the mailbox of returned mails, where there is one."""
        room = self.resources
        if room.bounce_mailbox is not None and room.return_path is not None:
            fetch_returned_mails(room.bounce_mailbox, room.return_path, self.database, self.clock)

    @every(seconds=60)
    def confirm_reached_recipients(self) -> None:
        """Say of whom messages reach again where some had come back."""
        with self.database.transaction(every_organisation=True) as session:
            confirm_reached_recipients(session, self.clock.now())

    @every(seconds=15, kind="send")
    def renew_lease(self) -> None:
        """Keep the messages that mail servers are still thinking about."""
        with self.database.transaction(every_organisation=True) as session:
            renew_lease(self.resources.desks, MessageStore(session), self.clock.now())

    @every(seconds=5)
    def measure_queue(self) -> None:
        """Set the gauges of the message queue."""
        with self.database.transaction(every_organisation=True) as session:
            measure_queue(MessageRecords(session), self.clock.now())

    @rpc(reads=True)
    def describe_message(self, caller: Principal, query: MessageQuery) -> MessageRecord:
        """Tell the vendor's people what became of a message. Raises NotPermitted, NotFound."""
        with self.database.reading(every_organisation=True) as connection:
            return describe_message(
                caller, query, MessageRecords(connection), ReturnedMailStore(connection)
            )

    @rpc(reads=True)
    def describe_delivery(self, caller: Principal, query: DeliveryQuery) -> Delivery:
        """Tell whoever reads documents how far the notice of one has come. Raises NotFound."""
        organisation_id = organisation_of(caller, query.organisation_id)
        if organisation_id is None:
            raise NotFound("message")
        with self.database.reading(organisation_id=organisation_id) as connection:
            return describe_delivery(caller, organisation_id, query, ProgressStore(connection))

    def _queue(self, event: Incoming[NoticeRequested]) -> None:
        with self.database.transaction(every_organisation=True) as session:
            queue_message(
                event.data,
                requested_by=event.source,
                composer=self.resources.composer,
                records=QueueRecords(session, self.resources.quotas),
                now=self.clock.now(),
            )
