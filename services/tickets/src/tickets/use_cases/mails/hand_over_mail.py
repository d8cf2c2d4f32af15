"""Make a mail part of a request that it was not taken for."""

from uuid import UUID

from chassis.service import actor_of
from contracts.conversations import AddComment
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound
from contracts.mails import HandOverMail, IncomingMail
from contracts.principal import Principal
from tickets.domain.mails import StoredMail, body_handed_over
from tickets.domain.people import Person
from tickets.domain.visibility import viewer_of
from tickets.resources import Resources
from tickets.store.mails import described
from tickets.store.records import Records
from tickets.use_cases.conversations.add_comment import write_comment
from tickets.use_cases.mails.answer_by_mail import mail_details
from tickets.use_cases.mails.take_up_files import MailFiles, take_up_files
from tickets.use_cases.requests.reach_request import Reached
from tickets.use_cases.requests.request_tools import RequestTools

# A mail that was put away, or taken for a machine's, may be one after all.
_NOT_TAKEN = ("parked", "ignored")


def hand_over_mail(
    caller: Principal, wanted: HandOverMail, tools: RequestTools, resources: Resources
) -> IncomingMail:
    """Return the mail, whose words and files stand in the request's course from now on.

    They stand there in the name of the vendor's one who hands them over, with the address that they
    came from: whose it really is, nobody has proven. Of several who hand a mail over one wins, the
    row's lock decides. Repeating changes nothing.

    Raises:
        NotFound: there is no such mail any more.
        InvalidInput: no request has this number.
        ChangedMeanwhile: the mail has become part of another request.
        DependencyDown: the object store or the malware scanner is away.
    """
    with tools.room.of_everybody() as records:
        named = records.requests.named_by(wanted.request_number)
        mail = records.mails.find(wanted.mail_id)
        if mail is None:
            raise NotFound("mail")
        if named is None:
            raise InvalidInput("request_number", "no_such_request")
        organisation_id, request_id = named
        if _is_done(mail, request_id):
            return described(mail)
    person = tools.people.find_caller()
    files = take_up_files(
        mail,
        organisation_id,
        caller.subject,
        side="vendor",
        room=tools.room,
        resources=resources,
    )
    with tools.room.of_everybody() as records:
        known = records.mails.lock(mail.id)
        if known is None:
            raise NotFound("mail")
        if _is_done(known, request_id):
            return described(known)
        reached = _reach(caller, organisation_id, request_id, records)
        _write(caller, wanted, known, person, reached, files)
        records.mails.hand_over(known, organisation_id, request_id)
        records.audit.record(
            organisation_id=organisation_id,
            actor=actor_of(caller),
            action="mail.handed_over",
            subject=f"mail:{known.id}",
            details={"request": str(request_id)},
        )
        return described(records.mails.find(known.id) or known)


def _is_done(mail: StoredMail, request_id: UUID) -> bool:
    """Whether the mail is part of this request already.

    Raises:
        ChangedMeanwhile: it is part of another one, or about to be taken up.
    """
    if mail.state in _NOT_TAKEN:
        return False
    if mail.request_id == request_id:
        return True
    raise ChangedMeanwhile("mail", mail.state)


def _reach(caller: Principal, organisation_id: UUID, request_id: UUID, records: Records) -> Reached:
    request = records.requests.lock(organisation_id, request_id)
    if request is None:
        raise InvalidInput("request_number", "no_such_request")
    shares = records.shares.of_request(organisation_id, request_id)
    viewer = viewer_of(caller, organisation_id)
    return Reached(request=request, shares=shares, viewer=viewer, records=records)


def _write(
    caller: Principal,
    wanted: HandOverMail,
    mail: StoredMail,
    person: Person,
    reached: Reached,
    files: MailFiles,
) -> None:
    write_comment(
        caller,
        AddComment(
            request_id=reached.request.id,
            body=body_handed_over(mail.read),
            audience=wanted.audience,
            idempotency_key=f"mail-{mail.id}",
            attachments=files.ids,
        ),
        person,
        reached,
        mail_details(files.not_taken),
    )
