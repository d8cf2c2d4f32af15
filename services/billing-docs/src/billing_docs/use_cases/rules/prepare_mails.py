"""Make the files of mails by rule, and then ask for the mails.

Claimed in one transaction, made outside of any, asked for in another. A process that dies leaves
its claim to run out; what it had made is made again, as the same bytes at the same place.
"""

import time
from datetime import datetime, timedelta

from billing_docs.adapters.mail_parts import MailParts
from billing_docs.domain.sending import RuleMail, attachment_of
from billing_docs.resources import Resources
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.mail_preparations import Claimed, MailPreparations
from billing_docs.use_cases.rules.attach_files import MailRoom, attach_files
from billing_docs.use_cases.rules.deliver_by_rule import ask_for_mail
from chassis.crash_points import crash_point
from chassis.database import Database
from chassis.errors import DependencyDown
from chassis.log import get_logger
from chassis.outbox import Outbox
from contracts.events import Attachment

_log = get_logger(__name__)
SERVICE = "billing_docs"
# Reading and setting an invoice may take ten seconds each (docs/adr/0028).
LEASE = timedelta(minutes=1)
PAUSE = timedelta(seconds=10)
# Nobody goes without: who cannot get what he has chosen gets the original.
MOST_TRIES = 5
_SECONDS = 20.0


def prepare_mails(
    database: Database,
    resources: Resources,
    now: datetime,
    *,
    portal_url: str,
    seconds: float = _SECONDS,
) -> int:
    """Return how many mails were asked for in this go.

    Safe to repeat, to run twice at once, and to die of: the row of the preparation decides.

    Raises:
        DependencyDown: the object store is away, or no process can be started; nothing is lost.
    """
    asked, deadline = 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        with database.transaction(every_organisation=True) as session:
            claimed = MailPreparations(session).claim(now, until=now + LEASE)
        if claimed is None:
            break
        crash_point("parts.claimed")
        files = _made(claimed, database, resources, now)
        crash_point("parts.made")
        if _ask(claimed, files, database, now=now, portal_url=portal_url):
            asked += 1
        elif claimed.mail is not None:
            _tidy_up(claimed.mail, database, resources)
        crash_point("parts.committed")
    return asked


def _made(
    claimed: Claimed, database: Database, resources: Resources, now: datetime
) -> tuple[Attachment, ...]:
    if claimed.mail is None:
        return ()
    document = claimed.mail.document
    if claimed.tries > MOST_TRIES:
        _log.error("the files of a mail cannot be made", document_id=str(document.id))
        return (attachment_of(document),)
    room = MailRoom(archive=resources.archive, readers=resources.readers, press=resources.press)
    try:
        return attach_files(claimed.mail.recipient, document, room)
    except DependencyDown:
        with database.transaction(every_organisation=True) as session:
            MailPreparations(session).put_off(claimed, now + PAUSE)
        raise


def _ask(
    claimed: Claimed,
    files: tuple[Attachment, ...],
    database: Database,
    *,
    now: datetime,
    portal_url: str,
) -> bool:
    """Return whether the mail is asked for now: not twice, and not for what is withheld since."""
    with database.transaction(every_organisation=True) as session:
        preparations = MailPreparations(session)
        if not preparations.hold(claimed.delivery_id):
            return False
        mail = claimed.mail
        if mail is None:
            # The recipient is none any more.
            preparations.settle(claimed.delivery_id)
            DeliveryStore(session).withdraw(claimed.delivery_id)
            return False
        document = mail.document
        if DocumentStore(session).of_organisation(document.organisation_id, document.id) is None:
            # It waits: a restriction may be lifted.
            return False
        preparations.settle(claimed.delivery_id)
        outbox = Outbox(session, SERVICE, now)
        ask_for_mail(mail, files, session=session, outbox=outbox, portal_url=portal_url)
        crash_point("parts.before_commit")
    return True


def _tidy_up(mail: RuleMail, database: Database, resources: Resources) -> None:
    """Leave nothing of a document that was destroyed while its parts were made."""
    with database.transaction(every_organisation=True) as session:
        is_there = DocumentStore(session).by_id(mail.document.id) is not None
    if not is_there:
        MailParts(resources.archive).forget(mail.document.id)
