"""Ask for a link to sign up."""

from contracts.accounts import AskForLink
from contracts.errors import InvalidInput
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from identity.domain.addresses import NotAnAddress, parse_address
from identity.store.records import Records
from identity.use_cases.access.count_mails import count_mails
from identity.use_cases.access.mail_link import mail_link


def request_registration(request: AskForLink, records: Records, *, portal_url: str) -> None:
    """Have a link sent to the address (FD-04, FD-05); who has an account is told so by mail alone.

    Raises:
        InvalidInput: no address.
        TooManyAttempts: enough mails for this hour.
    """
    try:
        address = parse_address(request.email)
    except NotAnAddress:
        raise InvalidInput("email", "not_an_address") from None
    count_mails(address.key, request.client, records)
    person = records.people.find_by_address(address.key)
    mail_link(
        "registration",
        address,
        records,
        language=request.language,
        portal_url=portal_url,
        is_sent=person is None,
    )
    if person is None:
        return
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"already_registered:{person.id}:{records.now.isoformat()}",
            kind="already_registered",
            recipient=person.email,
            language=person.language,
        ),
    )
