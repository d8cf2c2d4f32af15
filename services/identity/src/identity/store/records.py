"""One transaction's view of everything identity remembers and announces."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.audit import AuditTrail
from chassis.clock import Clock
from chassis.database import Database
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from identity.store.access_requests import AccessRequestStore
from identity.store.announcement_mailings import AnnouncementMailingStore
from identity.store.api_keys import ApiKeyStore
from identity.store.asked import Asked
from identity.store.attempts import AttemptStore
from identity.store.bookings import BookingStore
from identity.store.colleagues import ColleagueStore
from identity.store.company_data import CompanyDataStore
from identity.store.contacts import ContactStore
from identity.store.e_billing import EBillingStore
from identity.store.federated_identities import FederatedIdentityStore
from identity.store.floods import FloodStore
from identity.store.identity_providers import IdentityProviderStore
from identity.store.invitations import InvitationStore
from identity.store.links import LinkStore
from identity.store.machine_accounts import MachineAccountStore
from identity.store.organisations import OrganisationStore
from identity.store.partner_customers import PartnerCustomerStore
from identity.store.passkeys import ChallengeStore, PasskeyStore
from identity.store.pending_sign_ins import PendingSignInStore
from identity.store.people import MembershipStore, PersonStore
from identity.store.profiles import ProfileStore
from identity.store.provider_sign_ins import ProviderSignInStore
from identity.store.required_providers import RequiredProviderStore
from identity.store.risk_reminders import RiskReminderStore
from identity.store.risks import RiskStore
from identity.store.sealed_secrets import SealedSecretStore
from identity.store.seats import SeatStore
from identity.store.second_factor_rules import SecondFactorRuleStore
from identity.store.second_factors import SecondFactorStore
from identity.store.session_proofs import SessionProofStore
from identity.store.sessions import SessionStore
from identity.store.sign_ins import SignInStore
from identity.store.sign_ins_at_once import SignInsAtOnce
from identity.store.support_accesses import SupportAccessStore
from identity.store.support_changes import SupportChangeStore
from identity.store.support_consents import SupportConsentStore
from identity.store.support_sessions import SupportSessionStore
from identity.store.vouched_sessions import VouchedSessionStore
from identity.store.wrong_codes import WrongCodeStore

SERVICE = "identity"


class Records:
    """The stores of one transaction, all at the same instant `now`."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.now = now = clock.now()
        self.organisations = OrganisationStore(session, now)
        self.people = PersonStore(session, now)
        self.memberships = MembershipStore(session, now)
        self.colleagues = ColleagueStore(session)
        self.invitations = InvitationStore(session, now)
        self.seats = SeatStore(session, now)
        self.contacts = ContactStore(session)
        self.company_data = CompanyDataStore(session, now)
        self.bookings = BookingStore(session)
        self.sessions = SessionStore(session, now)
        self.api_keys = ApiKeyStore(session, now)
        self.machine_accounts = MachineAccountStore(session, now)
        self.attempts = AttemptStore(session, now)
        self.sign_ins = SignInStore(session, now)
        self.floods = FloodStore(session, now)
        self.wrong_codes = WrongCodeStore(session, now)
        self.links = LinkStore(session, now)
        self.second_factors = SecondFactorStore(session, now)
        self.second_factor_rules = SecondFactorRuleStore(session)
        self.sealed_secrets = SealedSecretStore(session)
        self.session_proofs = SessionProofStore(session, now)
        self.passkeys = PasskeyStore(session, now)
        self.challenges = ChallengeStore(session, now)
        self.pending_sign_ins = PendingSignInStore(session, now)
        self.access_requests = AccessRequestStore(session, now)
        self.support_consents = SupportConsentStore(session, now)
        self.support_accesses = SupportAccessStore(session, now)
        self.support_changes = SupportChangeStore(session, now)
        self.support_sessions = SupportSessionStore(session, now)
        self.risks = RiskStore(session)
        self.risk_reminders = RiskReminderStore(session, now)
        self.identity_providers = IdentityProviderStore(session, now)
        self.e_billing = EBillingStore(session)
        self.profiles = ProfileStore(session, now)
        self.partner_customers = PartnerCustomerStore(session, now)
        self.federated_identities = FederatedIdentityStore(session, now)
        self.provider_sign_ins = ProviderSignInStore(session, now)
        self.required_providers = RequiredProviderStore(session)
        self.vouched_sessions = VouchedSessionStore(session, now)
        self.announcement_mailings = AnnouncementMailingStore(session, now)
        self.outbox = Outbox(session, SERVICE, now)
        self.inbox = Inbox(session, now)
        self.audit = AuditTrail(session, now)


class RecordRoom:
    """Opens transactions; row-level security shows each the organisation it names, or none."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @contextmanager
    def of(self, organisation_id: UUID) -> Iterator[Records]:
        """Yield the records of one organisation; commits at the end."""
        with self._database.transaction(organisation_id=organisation_id) as session:
            yield Records(session, self._clock)

    @contextmanager
    def of_everybody(self, *, may_be_forgotten: bool = False) -> Iterator[Records]:
        """Yield the records of all organisations, for whoever must find out first who asks.

        With `may_be_forgotten` nothing waits for the disk; see `Database.transaction`.
        """
        with self._database.transaction(
            every_organisation=True, may_be_forgotten=may_be_forgotten
        ) as session:
            yield Records(session, self._clock)

    @contextmanager
    def asking(self) -> Iterator[Asked]:
        """Yield what all organisations' records are asked, each question in one message."""
        with self._database.reading(every_organisation=True) as connection:
            yield Asked(connection, self._clock.now())

    @contextmanager
    def at_once(self, *, may_be_forgotten: bool = False) -> Iterator[SignInsAtOnce]:
        """Yield sign-ins of all organisations, of which each message is a transaction of its own.

        With `may_be_forgotten` nothing waits for the disk; see `Database.writing`.
        """
        with self._database.writing(
            every_organisation=True, may_be_forgotten=may_be_forgotten
        ) as connection:
            yield SignInsAtOnce(connection, self._clock.now())
