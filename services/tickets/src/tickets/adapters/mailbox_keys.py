"""The address for mails about requests, and the keys that sign what is told of it."""

from chassis.signing_keys import read_signing_keys
from tickets.domain.request_mailbox import RequestMailbox
from tickets.settings import Settings


def read_request_mailbox(settings: Settings) -> RequestMailbox | None:
    """Return where mails about requests are sent to, None where nobody takes any.

    Raises:
        ValueError: the address is set without keys or the other way round, or cannot be used.
    """
    address, keys = settings.request_mail_address, settings.request_mail_keys
    if address is None and keys is None:
        return None
    if address is None or keys is None:
        raise ValueError(
            "KONTOR_REQUEST_MAIL_ADDRESS and KONTOR_REQUEST_MAIL_KEYS are set together or not"
        )
    return RequestMailbox(address=address, keys=read_signing_keys(keys))
