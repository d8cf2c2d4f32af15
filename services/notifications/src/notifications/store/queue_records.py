"""The stores of one transaction that writes down what is to be sent."""

from sqlalchemy.orm import Session

from notifications.domain.quotas import Quotas
from notifications.store.mail_accounts import MailAccountStore
from notifications.store.messages import MessageStore
from notifications.store.news import NewsStore
from notifications.store.quotas import QuotaStore
from notifications.store.senders import SenderStore


class QueueRecords:
    """The queue, and what organisations and people have said about what goes into it.

    `limits` are what each organisation may send in a day.
    """

    def __init__(self, session: Session, limits: Quotas | None = None) -> None:
        self.limits = limits or Quotas()
        self.quotas = QuotaStore(session)
        self.messages = MessageStore(session)
        self.accounts = MailAccountStore(session)
        self.senders = SenderStore(session)
        self.news = NewsStore(session)
