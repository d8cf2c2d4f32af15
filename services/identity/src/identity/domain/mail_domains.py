"""Mail domains, compared as DNS compares them."""

from email_validator import EmailNotValidError, validate_email


class NotADomain(ValueError):
    """The text is no domain that mail can be sent to."""


def parse_mail_domain(text: str) -> str:
    """Return the domain as DNS writes it: in A-labels (RFC 5890) and lower case.

    Raises:
        NotADomain: mail cannot be sent there; the message does not repeat the text.
    """
    domain = mail_domain_of(f"x@{text.strip().removesuffix('.')}")
    if domain is None:
        raise NotADomain("not a mail domain")
    return domain


def mail_domain_of(address: str) -> str | None:
    """Return the domain of a mail address as DNS writes it; None for what is no address.

    Not taken from the key that an address is looked up by: in those that were made first `straße`
    and `strasse` are one, in DNS (IDNA 2008) they belong to two owners.
    """
    try:
        return validate_email(address.strip(), check_deliverability=False).ascii_domain.lower()
    except EmailNotValidError:
        return None
