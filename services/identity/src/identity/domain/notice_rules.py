"""Why somebody was told of a document, or was not: each rule by itself, in the order of deciding.

One address of each customer is told, whoever sees Post (SE-51, SE-52); the service that sends it
knows how far it has come.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.explain import Because, Notice, Verdict
from contracts.notices import Delivery, FoundDocument


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What is known of a document's notice; `is_delivery_known` is False where nobody answered."""

    found: FoundDocument
    delivery: Delivery | None
    is_delivery_known: bool = True

    @property
    def recipient_sha256(self) -> str | None:
        """Whom it went to, None where that cannot be known without who sent it."""
        if self.delivery is not None:
            return self.delivery.recipient_sha256
        address, requested_at = self.found.address, self.found.notice_requested_at
        if address is None or requested_at is None or address.named_at > requested_at:
            return None
        return address.sha256


def verdicts_on_document(
    found: FoundDocument | None, shown_types: tuple[str, ...] | None
) -> tuple[Verdict, ...]:
    """Return what keeps a document from somebody who may read documents, or does not.

    `shown_types` are those that he is shown, None for every one.
    """
    if found is None:
        return (Verdict(rule="document_here", passes=False),)
    is_shown = shown_types is None or found.document_type in shown_types
    return (
        Verdict(rule="document_here", passes=True),
        Verdict(rule="document_type_shown", passes=is_shown),
        _kept(found),
    )


def _kept(found: FoundDocument) -> Verdict:
    if found.deleted_at is not None:
        return Verdict(rule="document_kept", passes=False, because="deleted", at=found.deleted_at)
    return Verdict(
        rule="document_kept",
        passes=found.restriction is None,
        because=found.restriction,
        at=found.restricted_at,
    )


def verdicts_on_notice(told: Told, email: str | None) -> tuple[Verdict, ...]:
    """Return every rule that has a say in whether the notice came to `email`, or to anybody."""
    return tuple(_of_notice(told, email))


def notice_of(told: Told) -> Notice | None:
    """Return the notice itself, None where none was asked for."""
    requested_at, delivery = told.found.notice_requested_at, told.delivery
    if requested_at is None:
        return None
    if delivery is None:
        return Notice(
            requested_at=requested_at,
            state="requested" if told.is_delivery_known else None,
            at=requested_at if told.is_delivery_known else None,
            next_try_at=None,
            recipient=None,
        )
    return Notice(
        requested_at=requested_at,
        state=delivery.state,
        at=delivery.at,
        next_try_at=delivery.next_try_at,
        recipient=delivery.recipient,
    )


def _of_notice(told: Told, email: str | None) -> Iterator[Verdict]:
    yield Verdict(rule="document_here", passes=True)
    yield Verdict(rule="digital_delivery", passes=not told.found.is_on_paper)
    if told.found.is_on_paper:
        return
    requested_at = told.found.notice_requested_at
    yield Verdict(rule="address_named", passes=requested_at is not None, at=requested_at)
    if requested_at is None:
        return
    if email is not None and told.recipient_sha256 is not None:
        yield _of_address(told, hashlib.sha256(email.casefold().encode()).hexdigest())
    if not told.is_delivery_known:
        return
    if told.delivery is None:
        yield Verdict(rule="mail_handed_over", passes=False, because="requested", at=requested_at)
        return
    yield Verdict(
        rule="mail_handed_over",
        passes=told.delivery.state == "sent",
        because=told.delivery.state,
        at=told.delivery.at,
    )


def _of_address(told: Told, own: str) -> Verdict:
    if told.recipient_sha256 == own:
        return Verdict(rule="address_is_yours", passes=True)
    address = told.found.address
    because: Because = "another_address"
    if address is not None and address.sha256 == own:
        because = "named_since"
    elif address is None or address.sha256 != told.recipient_sha256:
        because = "earlier_address"
    return Verdict(
        rule="address_is_yours",
        passes=False,
        because=because,
        at=address.named_at if address and because != "another_address" else None,
    )
