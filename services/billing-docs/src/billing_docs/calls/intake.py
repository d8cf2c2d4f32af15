"""What other systems and services send to billing-docs."""

from billing_docs.calls.tools import BillingDocsCalls
from billing_docs.use_cases.receive_document import Surroundings, receive_document
from billing_docs.use_cases.remember_customer import remember_customer
from billing_docs.use_cases.take_up_waiting import take_up_waiting
from chassis.entrypoints import Incoming, every, on_event, on_inbound, on_unrouted
from contracts.events import ORGANISATION_CHANGED, OrganisationChanged
from contracts.inbound import DOCUMENT_ISSUED, DocumentIssued
from contracts.outbound import DOCUMENT_REJECTED


class IntakeCalls(BillingDocsCalls):
    """What other systems and services send to billing-docs."""

    @on_inbound(DOCUMENT_ISSUED, rejected_as=DOCUMENT_REJECTED)
    def receive_document(self, event: Incoming[DocumentIssued]) -> None:
        """Take in what an ERP has issued: step 1 of the main job."""
        around = Surroundings(
            database=self.database,
            archive=self.resources.archive,
            readers=self.resources.readers,
            rule_book=self.resources.rule_book,
            scanner=self.resources.scanner,
            now=self.clock.now(),
            portal_url=self.settings.portal_url,
            rules=self.settings.retention_rules,
        )
        receive_document(event, around)

    @on_unrouted()
    def park_unknown_event(self, event: Incoming[object]) -> None:
        """Park inbound events that no service handles, visibly."""

    @on_event("identity", ORGANISATION_CHANGED)
    def remember_customer(self, event: Incoming[OrganisationChanged]) -> None:
        """Take over what identity announces of an organisation."""
        organisation_id = event.data.organisation_id
        with self.database.transaction(organisation_id=organisation_id) as session:
            remember_customer(event.data, session, self.outbox(session), self.clock.now())

    @every(seconds=5)
    def take_up_waiting(self) -> None:
        """Take up parked documents whose customer came while they were being parked."""
        with self.database.transaction(every_organisation=True) as session:
            take_up_waiting(session, self.outbox(session), self.clock.now())
