"""What billing-docs and notifications tell about customers' e-billing addresses."""

from chassis.entrypoints import Incoming, on_event
from contracts.events import (
    E_BILLING_ADDRESS_NAMED,
    NOTICE_FAILED,
    RECIPIENT_REACHED,
    EBillingAddressNamed,
    NoticeFailed,
    RecipientReached,
)
from identity.calls.tools import IdentityCalls
from identity.domain.e_billing import DOCUMENT_ARRIVED
from identity.use_cases.e_billing.note_e_billing_news import note_e_billing_news


class EBillingCalls(IdentityCalls):
    """What billing-docs and notifications tell about customers' e-billing addresses."""

    @on_event("notifications", NOTICE_FAILED)
    def note_failed_notice(self, event: Incoming[NoticeFailed]) -> None:
        """Learn that the address was not reached; other kinds of notices are nobody's risk yet."""
        failed = event.data
        if failed.kind != DOCUMENT_ARRIVED or failed.organisation_id is None:
            return
        with self._room.of(failed.organisation_id) as records:
            note_e_billing_news(
                failed.organisation_id,
                lambda known: known.after_failure(failed.recipient_sha256, failed.at),
                records,
            )

    @on_event("notifications", RECIPIENT_REACHED)
    def note_reached_recipient(self, event: Incoming[RecipientReached]) -> None:
        """Learn that the address is reached again."""
        reached = event.data
        if reached.kind != DOCUMENT_ARRIVED:
            return
        with self._room.of(reached.organisation_id) as records:
            note_e_billing_news(
                reached.organisation_id,
                lambda known: known.after_success(reached.recipient_sha256, reached.at),
                records,
            )

    @on_event("billing_docs", E_BILLING_ADDRESS_NAMED)
    def note_e_billing_address(self, event: Incoming[EBillingAddressNamed]) -> None:
        """Learn that there is another address."""
        named = event.data
        with self._room.of(named.organisation_id) as records:
            note_e_billing_news(
                named.organisation_id,
                lambda known: known.after_naming(named.recipient_sha256, named.at),
                records,
            )
