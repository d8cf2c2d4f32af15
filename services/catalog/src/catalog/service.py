"""Every way into catalog."""

from typing import ClassVar

from catalog.settings import Settings
from catalog.store.packages import PackageStore
from catalog.use_cases.contracts.receive_contract import receive_contract
from catalog.use_cases.contracts.recount_coverage import find_outdated, recount_coverage
from catalog.use_cases.list_entitlements import list_entitlements
from catalog.use_cases.list_packages import list_packages
from catalog.use_cases.organisations.remember_organisation import remember_organisation
from catalog.use_cases.organisations.take_up_waiting import take_up_waiting
from chassis.entrypoints import Incoming, every, on_event, on_inbound, rpc
from chassis.service import Service
from chassis.settings import ServiceSettings
from contracts.catalog import Entitlements, Packages
from contracts.events import ORGANISATION_CHANGED, OrganisationChanged
from contracts.inbound import CONTRACT_UPSERTED, ContractUpserted
from contracts.outbound import MESSAGE_REJECTED
from contracts.principal import Principal


class Catalog(Service[Settings]):
    """What customers may use, have booked, own and can learn."""

    name = "catalog"
    settings_class: ClassVar[type[ServiceSettings]] = Settings

    # From other systems and services ------------------------------------------------------------

    @on_inbound(CONTRACT_UPSERTED, rejected_as=MESSAGE_REJECTED)
    def receive_contract(self, event: Incoming[ContractUpserted]) -> None:
        """Take a new or changed contract from the ERP."""
        with self.database.transaction(every_organisation=True) as session:
            receive_contract(
                event,
                session,
                self.outbox(session),
                now=self.clock.now(),
                grace_days=self.settings.grace_days,
            )

    @on_event("identity", ORGANISATION_CHANGED)
    def remember_organisation(self, event: Incoming[OrganisationChanged]) -> None:
        """Take over what identity announces of an organisation."""
        organisation_id = event.data.organisation_id
        with self.database.transaction(organisation_id=organisation_id) as session:
            remember_organisation(event.data, session, self.outbox(session), self.clock.now())

    @every(seconds=5)
    def take_up_waiting(self) -> None:
        """Take up parked contracts whose customer came while they were being parked."""
        with self.database.transaction(every_organisation=True) as session:
            take_up_waiting(session, self.outbox(session), self.clock.now())

    @every(seconds=300)
    def recount_coverage(self) -> None:
        """Follow a changed setting of the grace period."""
        grace_days = self.settings.grace_days
        with self.database.transaction(every_organisation=True) as session:
            outdated = find_outdated(session, grace_days=grace_days)
        for organisation_id in outdated:
            with self.database.transaction(organisation_id=organisation_id) as session:
                outbox, now = self.outbox(session), self.clock.now()
                recount_coverage(organisation_id, session, outbox, now=now, grace_days=grace_days)

    # From the gateway ---------------------------------------------------------------------------

    @rpc(reads=True)
    def list_packages(self, caller: Principal) -> Packages:
        """List what is on offer. Raises NotPermitted."""
        with self.database.transaction() as session:
            return list_packages(caller, store=PackageStore(session))

    @rpc(reads=True)
    def list_entitlements(self, caller: Principal) -> Entitlements:
        """List what the caller's organisation may use. Raises NotPermitted."""
        return list_entitlements(caller)
