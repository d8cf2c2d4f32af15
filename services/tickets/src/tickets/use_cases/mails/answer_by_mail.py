"""Add what somebody answered by mail to its request."""

from uuid import UUID

from contracts.conversations import AddComment, Entry
from contracts.mails import MailSender
from tickets.domain.mails import StoredMail, body_of
from tickets.resources import Resources
from tickets.use_cases.conversations.add_comment import add_comment_of
from tickets.use_cases.mails.mail_caller import caller_of, person_of
from tickets.use_cases.mails.take_up_files import take_up_files
from tickets.use_cases.requests.reach_request import reach_request
from tickets.use_cases.requests.request_tools import RequestTools


def answer_by_mail(
    mail: StoredMail,
    sender: MailSender,
    request_id: UUID,
    tools: RequestTools,
    resources: Resources,
) -> Entry:
    """Return what was said, for all to read; the same mail says it once.

    Raises:
        NotFound: the sender does not see the request.
        NotPermitted: he may not write.
        ChangedMeanwhile: it was closed too long ago.
        DependencyDown: the object store or the malware scanner is away.
    """
    caller = caller_of(sender, mail)
    with reach_request(caller, request_id, tools.room):
        pass  # before his files are touched
    files = take_up_files(
        mail, sender.organisation_id, sender.person_id, room=tools.room, resources=resources
    )
    return add_comment_of(
        person_of(sender),
        caller,
        AddComment(
            request_id=request_id,
            body=body_of(mail.read),
            idempotency_key=f"mail-{mail.id}",
            attachments=files.ids,
        ),
        tools,
        details=mail_details(files.not_taken),
    )


def mail_details(not_taken: tuple[str, ...]) -> dict[str, str]:
    """Return what an entry says of the mail that it came by."""
    details = {"channel": "mail"}
    if not_taken:
        details["files_not_taken"] = "\n".join(not_taken)
    return details
