"""Ask for a link by mail, without being signed in."""

from contracts.accounts import AskForLink
from contracts.errors import InvalidInput
from contracts.events import LINK_WISHED, LinkWished, WishedLink
from identity.domain.addresses import NotAnAddress, parse_address
from identity.store.records import Records
from identity.use_cases.access.count_mails import count_mails


def wish_link(purpose: WishedLink, request: AskForLink, records: Records) -> None:
    """Tell the wish to ourselves; what comes of it goes to the mailbox alone (FD-04, FD-20).

    The answer and its time are the same for an address that has an account and one that has none:
    nothing is looked up here.

    Raises:
        InvalidInput: no address.
        TooManyAttempts: enough mails for this hour.
    """
    try:
        address = parse_address(request.email)
    except NotAnAddress:
        raise InvalidInput("email", "not_an_address") from None
    count_mails(address.key, request.client, records)
    records.outbox.announce(
        LINK_WISHED,
        LinkWished(purpose=purpose, email=address.address, language=request.language),
    )
