"""Errors a caller may act on: a stable code, string arguments, no personal data.

They cross the bus by class name (Nameko's `exc_type`), so a class name is a promise. The gateway
gives each an HTTP status and words in both languages.
"""

from typing import ClassVar


class WireError(Exception):
    """An error that crosses the bus; its arguments are strings and name what it is about."""

    code: ClassVar[str] = "error"

    def __init__(self, *arguments: str) -> None:
        super().__init__(*(str(argument) for argument in arguments))

    @property
    def arguments(self) -> tuple[str, ...]:
        """The strings that name what the error is about, in the order the class documents."""
        return tuple(str(argument) for argument in self.args)


class InternalError(WireError):
    """A bug on our side. Argument: the correlation id to look for in the logs."""

    code = "internal"


class NotSignedIn(WireError):
    """No valid principal came with the call."""

    code = "not_signed_in"


class NotPermitted(WireError):
    """The caller is known but may not do this. Argument: what is missing."""

    code = "not_permitted"


class NoMembership(WireError):
    """The caller is signed in and belongs to no organisation yet (A10)."""

    code = "no_membership"


class AreaNotVisible(WireError):
    """The area is not switched on for this person. Argument: the area."""

    code = "area_not_visible"


class EntitlementMissing(WireError):
    """The organisation has not booked what opens the area (SE-15). Argument: the area."""

    code = "entitlement_missing"


class ContractEnded(WireError):
    """The organisation's contract ended, and the weeks after it are over too (SE-70)."""

    code = "contract_ended"


class SecondFactorRequired(WireError):
    """The organisation asks its administrators for a second factor, and this session has none."""

    code = "second_factor_required"


class CustomerMustAgree(WireError):
    """In a support session nothing is changed without the customer's yes (MB-14)."""

    code = "customer_must_agree"


class SupportConsentMissing(WireError):
    """The organisation has not agreed that the vendor's people look in, or not any more (MB-13)."""

    code = "support_consent_missing"


class SupportSessionRunning(WireError):
    """The protocol of a support session is given once the session has ended."""

    code = "support_session_running"


class NotFound(WireError):
    """There is none, or it is not the caller's: the two look the same. Argument: the kind."""

    code = "not_found"


class InvalidInput(WireError):
    """A value cannot be accepted. Arguments: the field, then the reason's stable code.

    Where several cannot, a pair follows for each of the others.
    """

    code = "invalid_input"


class DeadlinePassed(WireError):
    """The caller's budget was used up before the work began."""

    code = "deadline_passed"


class ServiceUnavailable(WireError):
    """Something the service needs does not answer just now. Argument: which."""

    code = "service_unavailable"


class SignInRefused(WireError):
    """Address and password do not fit together; never says which of the two."""

    code = "sign_in_refused"


class SecondFactorRefused(WireError):
    """The second factor does not fit, or was used before; never says which."""

    code = "second_factor_refused"


class IdentityProviderRequired(WireError):
    """People with such an address sign in by their organisation's identity provider.

    The mail domain alone decides that, and not whether there is an account.
    """

    code = "identity_provider_required"


class IdentityProviderUnavailable(WireError):
    """The organisation's identity provider does not answer, or not as it should."""

    code = "identity_provider_unavailable"


class ProviderSignInRefused(WireError):
    """The identity provider's answer lets nobody in. Argument: the reason's stable code."""

    code = "provider_sign_in_refused"


class PasskeyRefused(WireError):
    """The passkey is not known here, its answer does not fit, or the question was too old."""

    code = "passkey_refused"


class TooManyAttempts(WireError):
    """Slow down. Argument: seconds until the next attempt counts."""

    code = "too_many_attempts"


class SetupRequired(WireError):
    """The caller has not set this up for himself yet, once (SE-46). Argument: what."""

    code = "setup_required"


class TooLargeToMail(WireError):
    """No usual mail server takes the file. Argument: how many MiB a mail carries at most."""

    code = "too_large_to_mail"


class WeakPassword(WireError):
    """The password is too easy to guess (FD-08). Argument: the reason's stable code."""

    code = "weak_password"


class InvitationNotUsable(WireError):
    """The invitation was used, revoked, or has expired. Argument: which of these."""

    code = "invitation_not_usable"


class LinkNotUsable(WireError):
    """A mailed link was used, replaced by a newer one, or has expired. Argument: which of these."""

    code = "link_not_usable"


class AlreadyExists(WireError):
    """The name is taken. Argument: the field that must be unique."""

    code = "already_exists"


class MasterDataChangeWaiting(WireError):
    """A change of the same kind waits for the vendor already; it is decided or withdrawn first."""

    code = "master_data_change_waiting"


class ChangedMeanwhile(WireError):
    """It is not any more as the caller saw it. Arguments: the field, then what it is now."""

    code = "changed_meanwhile"


class ManagedExternally(WireError):
    """The field is kept outside Kontor (MB-03). Arguments: the field, where it is changed."""

    code = "managed_externally"


class InitialAddressProtected(WireError):
    """The address that the vendor has on file stays (SE-37), also when there are other admins."""

    code = "initial_address_protected"


class LastAdministrator(WireError):
    """The organisation would be left without anybody who administers it."""

    code = "last_administrator"


class RetentionProtected(WireError):
    """The document must be kept. Argument: the last protected day, ISO 8601 (SE-61)."""

    code = "retention_protected"


class DocumentHeld(WireError):
    """A case needs the document: nobody deletes it until the case lets go."""

    code = "document_held"


class RunDecided(WireError):
    """The deletion run was decided already. Argument: its state."""

    code = "run_decided"


class ArchiveDamaged(WireError):
    """The stored bytes do not match their checksum; they are not served. Argument: document id."""

    code = "archive_damaged"


class UnknownMessage(WireError):
    """The message's type or version is not known here. Argument: the type."""

    code = "unknown_message"


class ExportInWork(WireError):
    """The person has asked for another export, which is not finished yet."""

    code = "export_in_work"


class EventRefused(WireError):
    """An event that is handed in by call can never be taken as it is; nothing was kept.

    Arguments: the stable code, then a sentence in English for the publisher's developer.
    """

    code = "event_refused"


class EventConflict(EventRefused):
    """The event contradicts one that was taken before; that one stays. Arguments as above."""

    code = "event_conflict"


def all_wire_errors() -> dict[str, type[WireError]]:
    """Return every error class by its class name, as it appears in `exc_type` on the bus."""
    found: dict[str, type[WireError]] = {}
    pending: list[type[WireError]] = [WireError]
    while pending:
        cls = pending.pop()
        found[cls.__name__] = cls
        pending.extend(cls.__subclasses__())
    return found
