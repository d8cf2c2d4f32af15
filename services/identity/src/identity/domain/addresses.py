"""E-mail addresses: parsed once at the edge, compared without regard to case."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

# Mailboxes that belong to a desk rather than to a person (SE-34); the setting can replace the list.
GENERIC_LOCAL_PARTS = (
    "anfrage",
    "billing",
    "buchhaltung",
    "einkauf",
    "hello",
    "info",
    "kontakt",
    "mail",
    "office",
    "post",
    "rechnung",
    "rechnungen",
    "sales",
    "service",
    "support",
    "vertrieb",
    "verwaltung",
    "zentrale",
)


class NotAnAddress(ValueError):
    """The text is no e-mail address that mail can be sent to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailAddress:
    """An address as mail is sent to it, and the key it is compared by."""

    address: str
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInName:
    """What somebody signs in with: the key it is looked up by, and its mail domain, if any."""

    key: str
    mail_domain: str | None
    """As DNS writes it; see `identity.domain.mail_domains`."""


def parse_address(text: str) -> EmailAddress:
    """Return the normalised address; the domain is not looked up.

    Raises:
        NotAnAddress: the text is no address; the message does not repeat it.
    """
    try:
        valid = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        raise NotAnAddress("not an e-mail address") from None
    return EmailAddress(address=valid.normalized, key=_key_of(valid))


def parse_sign_in_name(text: str) -> SignInName:
    """Return what is looked up at a sign-in, also for a text that is no address at all.

    Signing in must not tell the two apart, neither by its answer nor by its time (FD-19).
    """
    try:
        valid = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        # PostgreSQL takes no NUL; nobody's address has the replacement either.
        key = text.strip().lower().replace("\0", "\ufffd")
        return SignInName(key=key, mail_domain=None)
    return SignInName(key=_key_of(valid), mail_domain=valid.ascii_domain.lower())


def sign_in_key(text: str) -> str:
    """Return the key an address is looked up by, also for a text that is no address at all."""
    return parse_sign_in_name(text).key


def masked(address: str) -> str:
    """Return the address as a trail keeps it: which mail system, and a hint of whose mailbox."""
    local_part, _, domain = address.rpartition("@")
    return f"{local_part[:1]}…@{domain}"


def is_generic(address: EmailAddress, local_parts: tuple[str, ...] = GENERIC_LOCAL_PARTS) -> bool:
    """Return whether the address is a desk's shared mailbox, such as info@ or vertrieb@."""
    local_part = address.key.rpartition("@")[0]
    return local_part.partition("+")[0] in local_parts


def _key_of(valid: ValidatedEmail) -> str:
    # Lower case, not casefold, and the domain as the DNS has it: ß is not ss, and straße.example
    # belongs to somebody else than strasse.example (RFC 5891).
    return f"{valid.local_part.lower()}@{valid.ascii_domain}"
