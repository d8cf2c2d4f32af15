"""Standing delivery: recipients, their links, and documents that reached nobody."""

from uuid import UUID

from sqlalchemy.orm import Session

from billing_docs.calls.tools import BillingDocsCalls, administered_organisation
from billing_docs.store.customers import CustomerStore
from billing_docs.store.deliveries import DeliveryStore
from billing_docs.store.delivery_failures import DeliveryFailureStore
from billing_docs.store.delivery_recipients import DeliveryRecipientStore
from billing_docs.use_cases.failures.list_delivery_failures import list_delivery_failures
from billing_docs.use_cases.failures.print_overdue_failures import print_overdue_failures
from billing_docs.use_cases.failures.settle_delivery_failure import settle_delivery_failure
from billing_docs.use_cases.failures.tell_delivery_failures import tell_delivery_failures
from billing_docs.use_cases.rules import use_link
from billing_docs.use_cases.rules.change_rules import (
    RuleDesk,
    add_recipient,
    remove_recipient,
    set_rules,
)
from billing_docs.use_cases.rules.list_rules import list_rules
from chassis.entrypoints import every, rpc
from chassis.service import actor_of
from contracts import delivery_rules as contract
from contracts.errors import NotFound, NotPermitted
from contracts.principal import Principal


class DeliveryRuleCalls(BillingDocsCalls):
    """Standing delivery: recipients, their links, and documents that reached nobody."""

    @rpc(reads=True)
    def list_delivery_rules(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> contract.Rules:
        """List who gets each new document by mail, to staff and the customer's admins."""
        organisation = administered_organisation(caller, organisation_id)
        with self.database.transaction(organisation_id=organisation) as session:
            return list_rules(organisation, DeliveryRecipientStore(session))

    @rpc
    def set_delivery_rules(self, caller: Principal, request: contract.SetRules) -> contract.Rules:
        """Make these the rules and no others (SE-43). Raises InvalidInput, TooManyAttempts."""
        organisation = administered_organisation(caller, request.organisation_id)
        with self.database.transaction(organisation_id=organisation) as session:
            return set_rules(request.recipients, self._rule_desk(caller, organisation, session))

    @rpc
    def add_delivery_recipient(
        self, caller: Principal, request: contract.AddRecipient
    ) -> contract.Rules:
        """Add one recipient, who has to confirm (SE-48). Raises InvalidInput, TooManyAttempts."""
        organisation = administered_organisation(caller, request.organisation_id)
        with self.database.transaction(organisation_id=organisation) as session:
            return add_recipient(request.recipient, self._rule_desk(caller, organisation, session))

    @rpc
    def remove_delivery_recipient(
        self, caller: Principal, request: contract.RemoveRecipient
    ) -> contract.Rules:
        """Send one recipient nothing more. Raises NotFound."""
        organisation = administered_organisation(caller, request.organisation_id)
        with self.database.transaction(organisation_id=organisation) as session:
            desk = self._rule_desk(caller, organisation, session)
            return remove_recipient(request.recipient_id, desk)

    # The mailed secret is the right to each of these four.

    @rpc(public=True)
    def preview_recipient_link(self, token: contract.Token) -> contract.RecipientLink:
        """Say what a mailed link would confirm. Raises NotFound, LinkNotUsable."""
        with self.database.transaction(every_organisation=True) as session:
            return use_link.preview_confirmation(
                token,
                now=self.clock.now(),
                recipients=DeliveryRecipientStore(session),
                customers=CustomerStore(session),
            )

    @rpc(public=True)
    def confirm_recipient(self, token: contract.Token) -> None:
        """Let documents go to the address. Raises NotFound, LinkNotUsable."""
        with self.database.transaction(every_organisation=True) as session:
            use_link.confirm_recipient(
                token,
                now=self.clock.now(),
                recipients=DeliveryRecipientStore(session),
                audit=self.audit(session),
            )

    @rpc(public=True)
    def preview_unsubscription(self, token: contract.Token) -> contract.RecipientLink:
        """Say which address a mailed link would end. Raises NotFound."""
        with self.database.transaction(every_organisation=True) as session:
            return use_link.preview_unsubscription(
                token, deliveries=DeliveryStore(session), customers=CustomerStore(session)
            )

    @rpc(public=True)
    def unsubscribe_recipient(self, token: contract.Token) -> None:
        """Send the address nothing more; safe to repeat. Raises NotFound."""
        with self.database.transaction(every_organisation=True) as session:
            use_link.unsubscribe(
                token,
                now=self.clock.now(),
                deliveries=DeliveryStore(session),
                recipients=DeliveryRecipientStore(session),
                audit=self.audit(session),
            )

    @rpc(reads=True)
    def list_delivery_failures(
        self, caller: Principal, query: contract.FailureQuery
    ) -> contract.DeliveryFailurePage:
        """List documents that reached nobody: to staff of everybody, to admins their own (B17)."""
        organisation = query.organisation_id
        if organisation is not None or not caller.is_staff:
            organisation = administered_organisation(caller, organisation)
        with self.database.transaction(
            organisation_id=organisation, every_organisation=organisation is None
        ) as session:
            return list_delivery_failures(query, organisation, DeliveryFailureStore(session))

    @rpc
    def settle_delivery_failure(self, caller: Principal, request: contract.SettleFailure) -> None:
        """Say that a failure is taken care of, or print at once; for the vendor's people."""
        if not caller.is_staff:
            raise NotPermitted("vendor_administration")
        with self.database.transaction(every_organisation=True) as session:
            settle_delivery_failure(
                request.document_id,
                request.how,
                by=actor_of(caller),
                now=self.clock.now(),
                session=session,
                outbox=self.outbox(session),
            )

    @every(seconds=15)
    def tell_delivery_failures(self) -> None:
        """Tell vendor administration which documents have reached nobody (B17)."""
        with self.database.transaction(every_organisation=True) as session:
            tell_delivery_failures(
                DeliveryFailureStore(session),
                administration=self.settings.administration_email,
                outbox=self.outbox(session),
                now=self.clock.now(),
                portal_url=self.settings.portal_url,
            )

    @every(seconds=20)
    def print_overdue_failures(self) -> None:
        """Let documents go by post that nobody could be mailed and nobody has looked after."""
        with self.database.transaction(every_organisation=True) as session:
            print_overdue_failures(session, outbox=self.outbox(session), now=self.clock.now())

    def _rule_desk(self, caller: Principal, organisation_id: UUID, session: Session) -> RuleDesk:
        customer = CustomerStore(session).by_id(organisation_id)
        if customer is None:
            raise NotFound("organisation")
        return RuleDesk(
            customer=customer,
            by=actor_of(caller),
            now=self.clock.now(),
            portal_url=self.settings.portal_url,
            store=DeliveryRecipientStore(session),
            outbox=self.outbox(session),
            audit=self.audit(session),
        )
