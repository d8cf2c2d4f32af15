"""Documents sent by mail: the setup, a sending by hand, and what became of each mail."""

from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls, readable_organisation
from billing_docs.store.customers import CustomerStore
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_failures import DeliveryFailureStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.print_orders import PrintOrderStore
from billing_docs.use_cases.get_document import get_document
from billing_docs.use_cases.rules.prepare_mails import prepare_mails
from billing_docs.use_cases.sending.list_deliveries import list_deliveries
from billing_docs.use_cases.sending.note_bounced import note_bounced
from billing_docs.use_cases.sending.note_sent import note_sent
from billing_docs.use_cases.sending.send_document import send_document
from billing_docs.use_cases.sending.set_up_billing_access import set_up_billing_access
from chassis.entrypoints import Incoming, every, on_event, rpc
from chassis.service import actor_of
from contracts import sending as contract
from contracts.errors import NotFound, NotPermitted
from contracts.events import NOTICE_FAILED, NOTICE_SENT, NoticeFailed, NoticeSent
from contracts.principal import Principal


class SendingCalls(BillingDocsCalls):
    """Documents sent by mail: the setup, a sending by hand, and what became of each mail."""

    @rpc(reads=True)
    def get_billing_access(self, caller: Principal) -> contract.BillingAccess:
        """Say whether the caller may send documents (SE-46)."""
        organisation = readable_organisation(caller, None)
        with self.shown_to(caller, organisation) as session:
            at = DeliveryStore(session).set_up_at(organisation, caller.subject)
        return contract.BillingAccess(set_up_at=at)

    @rpc
    def set_up_billing_access(self, caller: Principal) -> contract.BillingAccess:
        """Let the caller send documents; a second time changes nothing (SE-46)."""
        organisation = readable_organisation(caller, None)
        _require_person(caller)
        with self.shown_to(caller, organisation) as session:
            return set_up_billing_access(
                organisation,
                caller.subject,
                now=self.clock.now(),
                store=DeliveryStore(session),
                audit=self.audit(session),
            )

    @rpc
    def send_document(
        self, caller: Principal, request: contract.SendDocument
    ) -> contract.DocumentDelivery:
        """Send one document to an address that the caller typed (SE-47, SE-49).

        Raises SetupRequired, InvalidInput, TooLargeToMail, TooManyAttempts, NotFound.
        """
        organisation = readable_organisation(caller, request.organisation_id)
        _require_person(caller)
        with self.shown_to(caller, organisation) as session:
            customer = CustomerStore(session).by_id(organisation)
            if customer is None:
                raise NotFound("document")
            return send_document(
                get_document(organisation, request.document_id, DocumentStore(session)),
                customer,
                request,
                person_id=caller.subject,
                session=session,
                outbox=self.outbox(session),
                now=self.clock.now(),
            )

    @rpc(reads=True)
    def list_deliveries(
        self, caller: Principal, document_id: UUID, organisation_id: UUID | None = None
    ) -> contract.DocumentDeliveries:
        """List the mails about a document: all to admins and staff, to others their own."""
        organisation = readable_organisation(caller, organisation_id)
        sees_all = caller.is_admin or caller.is_staff
        with self.shown_to(caller, organisation) as session:
            document = get_document(organisation, document_id, DocumentStore(session))
            return list_deliveries(
                organisation,
                document.id,
                requested_by=None if sees_all else actor_of(caller),
                deliveries=DeliveryStore(session),
                failures=DeliveryFailureStore(session),
                orders=PrintOrderStore(session),
            )

    @on_event("notifications", NOTICE_SENT)
    def note_sent(self, event: Incoming[NoticeSent]) -> None:
        """Note that a mail about a document is out."""
        with self.database.transaction(every_organisation=True) as session:
            note_sent(event.data, DeliveryStore(session))

    @on_event("notifications", NOTICE_FAILED)
    def note_bounced(self, event: Incoming[NoticeFailed]) -> None:
        """Note that a mail could not be delivered, and go on to the next in turn (B17)."""
        with self.database.transaction(every_organisation=True) as session:
            note_bounced(
                event.data,
                session,
                outbox=self.outbox(session),
                portal_url=self.settings.portal_url,
                now=self.clock.now(),
            )

    @every(seconds=2)
    def prepare_mails(self) -> None:
        """Make the files that standing recipients have chosen, and ask for their mails."""
        prepare_mails(
            self.database,
            self.resources,
            self.clock.now(),
            portal_url=self.settings.portal_url,
        )


def _require_person(caller: Principal) -> None:
    if caller.kind != "person":
        raise NotPermitted("session")
