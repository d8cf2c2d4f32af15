"""billing-docs and notifications, as far as identity asks them to explain something."""

from dataclasses import dataclass
from uuid import UUID

from contracts.errors import DeadlinePassed, NotFound, ServiceUnavailable
from contracts.explain import Unanswered
from contracts.notices import Delivery, DeliveryQuery, FindDocument, FoundDocument
from identity.adapters.asking import Asking

# Two of them one after the other leave time to answer without what was not told.
_PATIENCE_SECONDS = 1.5


class Unreachable(Exception):
    """A service did not answer. Argument: its name."""

    def __init__(self, service: Unanswered) -> None:
        super().__init__(service)
        self.service = service


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeDesk:
    """Where documents and the mails about them are looked up, in the caller's name.

    So each service shows what it would show the caller himself.
    """

    billing_docs: Asking
    notifications: Asking

    def find_document(
        self, organisation_id: UUID | None, document_id: UUID
    ) -> FoundDocument | None:
        """Return the organisation's document, deleted or not; None if it has none such.

        Raises:
            Unreachable: billing-docs does not answer.
            WireError: the caller may not read documents.
        """
        query = FindDocument(document_id=document_id, organisation_id=organisation_id)
        try:
            return self.billing_docs.call(
                "find_document", FoundDocument, timeout=_PATIENCE_SECONDS, query=query
            )
        except NotFound:
            return None
        except (ServiceUnavailable, DeadlinePassed) as away:
            raise Unreachable("billing_docs") from away

    def find_delivery(self, found: FoundDocument) -> Delivery | None:
        """Return how far the document's notice has come; None while it has not been taken up.

        Raises:
            Unreachable: notifications does not answer.
        """
        query = DeliveryQuery(
            idempotency_key=found.notice_key, organisation_id=found.organisation_id
        )
        try:
            return self.notifications.call(
                "describe_delivery", Delivery, timeout=_PATIENCE_SECONDS, query=query
            )
        except NotFound:
            return None
        except (ServiceUnavailable, DeadlinePassed) as away:
            raise Unreachable("notifications") from away
