"""Open a request that somebody wrote a mail for."""

from contracts.mails import MailSender
from contracts.tickets import Fields, OpenRequest, Request
from tickets.domain.mails import StoredMail, body_of, title_of
from tickets.domain.requests import requester_of
from tickets.resources import Resources
from tickets.use_cases.mails.mail_caller import caller_of, person_of
from tickets.use_cases.mails.take_up_files import take_up_files
from tickets.use_cases.requests.open_request import Behalf, open_request
from tickets.use_cases.requests.request_tools import RequestTools

# Its topic is one that nobody has thought of, so it goes to the department of the kind.
_KIND = "contact_form"
_FIELDS: Fields = {"topic": "mail"}


def open_by_mail(
    mail: StoredMail, sender: MailSender, tools: RequestTools, resources: Resources
) -> Request:
    """Return the request of the sender's own; the same mail opens it once (SE-10).

    Raises:
        NotPermitted: his account is for documents alone.
        InvalidInput: the kind that such requests have asks for more by now.
        DependencyDown: the object store or the malware scanner is away.
    """
    caller, person = caller_of(sender, mail), person_of(sender)
    requester_of(caller)
    files = take_up_files(
        mail, sender.organisation_id, sender.person_id, room=tools.room, resources=resources
    )
    return open_request(
        caller,
        OpenRequest(
            kind=_KIND,
            title=title_of(mail.read),
            description=body_of(mail.read),
            idempotency_key=f"mail-{mail.id}",
            fields=_FIELDS,
            attachments=files.ids,
        ),
        tools,
        behalf=Behalf(
            organisation_id=sender.organisation_id, person=person, channel="mail", author=person
        ),
    )
