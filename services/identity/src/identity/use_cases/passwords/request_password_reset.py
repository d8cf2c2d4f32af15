"""Ask for a link to choose a new password."""

from contracts.accounts import AskForLink
from contracts.errors import InvalidInput
from identity.domain.addresses import EmailAddress, NotAnAddress, parse_address
from identity.store.records import Records
from identity.use_cases.access.count_mails import count_mails
from identity.use_cases.access.mail_link import mail_link


def request_password_reset(request: AskForLink, records: Records, *, portal_url: str) -> None:
    """Have a link sent to the address if it has an account; the answer never tells (FD-20).

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
        "password_reset",
        EmailAddress(address=person.email, key=address.key) if person else address,
        records,
        language=person.language if person else request.language,
        portal_url=portal_url,
        is_sent=person is not None,
    )
