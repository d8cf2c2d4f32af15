"""Make a mail part of a request, now that it is known whose it is."""

from uuid import UUID

from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound, NotPermitted
from contracts.mails import MailSender, MailSenderTold
from tickets.domain.mails import StoredMail
from tickets.domain.request_mailbox import ForgedAddressError, RequestMailbox, Thread
from tickets.resources import Resources
from tickets.store.records import Records
from tickets.use_cases.mails.answer_by_mail import answer_by_mail
from tickets.use_cases.mails.open_by_mail import open_by_mail
from tickets.use_cases.mails.tell_not_taken import tell_not_taken
from tickets.use_cases.requests.request_tools import RequestTools


class NotTaken(Exception):
    """The mail is parked; `is_told` says whether its sender hears of it."""

    def __init__(self, *, reason: str, is_told: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_told = is_told


def take_up_mail(
    told: MailSenderTold, mailbox: RequestMailbox, tools: RequestTools, resources: Resources
) -> None:
    """Add the mail to its request, open one, or park it; safe to repeat, and by two at once.

    A reply is taken of whoever sees the request, and to a reply address only of the one person to
    whom it was told. Strangers and others hear once a day that nothing was taken, in words that
    tell nothing of what there is. A forged address is answered with nothing.

    Raises:
        DependencyDown: the object store or the malware scanner is away; to be tried again.
    """
    with tools.room.of_everybody() as records:
        mail = records.mails.find(told.mail_id)
    if mail is None or mail.state != "asked":
        return
    try:
        _take_up(mail, told, mailbox, tools, resources)
    except NotTaken as refused:
        with tools.room.of_everybody() as records:
            _park(mail, refused, told, records)


def _take_up(
    mail: StoredMail,
    told: MailSenderTold,
    mailbox: RequestMailbox,
    tools: RequestTools,
    resources: Resources,
) -> None:
    try:
        thread = mailbox.thread_of(mail.read.recipients, mail.read.references)
    except ForgedAddressError:
        raise NotTaken(reason="forged_address", is_told=False) from None
    if not told.senders:
        raise NotTaken(reason="unknown_sender")
    if not mail.read.words and not mail.read.files and not mail.read.left_out:
        raise NotTaken(reason="nothing_new")
    try:
        if thread.request_id is None:
            request = open_by_mail(mail, _asks_for(told), tools, resources)
            organisation_id, request_id = request.organisation_id, request.id
        else:
            sender = _answers(thread, thread.request_id, told, mailbox, tools)
            answer_by_mail(mail, sender, thread.request_id, tools, resources)
            organisation_id, request_id = sender.organisation_id, thread.request_id
    except NotFound:
        raise NotTaken(reason="not_a_participant") from None
    except NotPermitted:
        raise NotTaken(reason="not_permitted") from None
    except ChangedMeanwhile:
        raise NotTaken(reason="closed") from None
    except InvalidInput as error:
        raise NotTaken(reason="invalid") from error
    if organisation_id is not None:
        with tools.room.of_everybody() as records:
            records.mails.note_taken(mail.id, organisation_id, request_id)


def _asks_for(told: MailSenderTold) -> MailSender:
    """Return for whom a new request is opened: a customer's member, who can be only one."""
    customers = [each for each in told.senders if each.organisation_kind == "customer"]
    if len(customers) != 1:
        raise NotTaken(reason="several_organisations" if customers else "unknown_sender")
    return customers[0]


def _answers(
    thread: Thread,
    request_id: UUID,
    told: MailSenderTold,
    mailbox: RequestMailbox,
    tools: RequestTools,
) -> MailSender:
    """Return who answers, as a member of the organisation whose request it is."""
    with tools.room.of_everybody() as records:
        owner = records.requests.owner_of(request_id)
        request = None if owner is None else records.requests.find(owner, request_id)
    if request is None:
        raise NotTaken(reason="not_a_participant")
    # Addresses are told to requesters alone; one that is made for nobody was made up.
    requester_id = request.requester.person_id
    if not mailbox.is_made_for(thread, requester_id):
        raise NotTaken(reason="forged_address", is_told=False)
    senders = {each.organisation_id: each for each in told.senders}
    sender = senders.get(request.requester.organisation_id)
    if sender is None:
        raise NotTaken(reason="not_a_participant")
    if not mailbox.is_made_for(thread, sender.person_id):
        raise NotTaken(reason="address_of_somebody_else")
    return sender


def _park(mail: StoredMail, refused: NotTaken, told: MailSenderTold, records: Records) -> None:
    known = records.mails.find(mail.id)
    if known is None or known.state != "asked":
        return
    records.mails.park(mail.id, refused.reason)
    if refused.is_told:
        # A stranger's language is not known; the portal is German first.
        language = told.senders[0].language if told.senders else "de"
        is_closed = refused.reason == "closed"
        tell_not_taken(mail.read.sender, language, is_closed=is_closed, records=records)
