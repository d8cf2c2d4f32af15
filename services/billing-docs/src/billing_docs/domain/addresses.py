"""Mail addresses as somebody typed them."""

from email_validator import EmailNotValidError, validate_email

from contracts.errors import InvalidInput


def one_mail_address(field: str, typed: str) -> str:
    """Return the one address in its usual form; an international domain may stand in it.

    Raises:
        InvalidInput: it is none, or several, or one whose local part few mail servers take.
    """
    try:
        return validate_email(
            typed.strip(), check_deliverability=False, allow_smtputf8=False
        ).normalized
    except EmailNotValidError as error:
        raise InvalidInput(field, "not_one_mail_address") from error


def address_key(email: str) -> str:
    """Return what makes two spellings one address: nobody gets a mail twice for capitals."""
    return email.casefold()
