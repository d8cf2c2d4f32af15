"""Every way into identity, put together from the calls on each subject."""

from chassis.outside_addresses import is_outside, is_outside_or_this_machine
from chassis.principal import PrincipalSigner
from chassis.secret_sealer import SecretSealer
from identity.adapters.openid_providers import OpenIdProviders
from identity.adapters.password_hasher import Argon2Hasher, PasswordHasher
from identity.adapters.protocol_signature import ProtocolSigner
from identity.adapters.relying_party import RelyingParty
from identity.calls.access import AccessCalls
from identity.calls.access_requests import AccessRequestCalls
from identity.calls.announcements import AnnouncementCalls
from identity.calls.api_keys import ApiKeyCalls
from identity.calls.bookings import BookingCalls
from identity.calls.colleagues import ColleagueCalls
from identity.calls.company_data import CompanyDataCalls
from identity.calls.directory import DirectoryCalls
from identity.calls.e_billing import EBillingCalls
from identity.calls.explain import ExplainCalls
from identity.calls.identity_providers import IdentityProviderCalls
from identity.calls.invitations import InvitationCalls
from identity.calls.machine_accounts import MachineAccountCalls
from identity.calls.mail_senders import MailSenderCalls
from identity.calls.mailed_links import MailedLinkCalls
from identity.calls.members import MemberCalls
from identity.calls.meter_readings import MeterReadingCalls
from identity.calls.organisations import OrganisationCalls
from identity.calls.own_account import OwnAccountCalls
from identity.calls.partners import PartnerCalls
from identity.calls.passkeys import PasskeyCalls
from identity.calls.previews import PreviewCalls
from identity.calls.profiles import ProfileCalls
from identity.calls.risks import RiskCalls
from identity.calls.second_factor import SecondFactorCalls
from identity.calls.support import SupportCalls
from identity.calls.support_changes import SupportChangeCalls
from identity.calls.support_log import SupportLogCalls
from identity.calls.tools import Tools
from identity.settings import Settings
from identity.store.records import SERVICE
from identity.use_cases.invitations.issue_invitation import invitation_rules


class Identity(
    AccessCalls,
    SecondFactorCalls,
    PasskeyCalls,
    OwnAccountCalls,
    MailedLinkCalls,
    MailSenderCalls,
    OrganisationCalls,
    InvitationCalls,
    MemberCalls,
    ApiKeyCalls,
    MachineAccountCalls,
    MeterReadingCalls,
    ColleagueCalls,
    DirectoryCalls,
    AccessRequestCalls,
    PartnerCalls,
    SupportCalls,
    BookingCalls,
    AnnouncementCalls,
    CompanyDataCalls,
    EBillingCalls,
    ExplainCalls,
    PreviewCalls,
    RiskCalls,
    SupportLogCalls,
    IdentityProviderCalls,
    ProfileCalls,
    SupportChangeCalls,
):
    """People, organisations, invitations, sessions, and who may do what."""

    name = SERVICE
    settings_class = Settings

    @classmethod
    def open_resources(cls, settings: Settings) -> Tools:
        """Return the password hasher, the keys and the invitation rules."""
        return make_tools(settings, Argon2Hasher())


def make_tools(settings: Settings, hasher: PasswordHasher) -> Tools:
    """Return what all calls share, with passwords hashed by `hasher`."""
    return Tools(
        hasher=hasher,
        signer=PrincipalSigner(settings.principal_signing_key),
        rules=invitation_rules(settings),
        sealer=SecretSealer(settings.sealing_keys),
        portal_name=settings.portal_name,
        providers=_providers(settings),
        party=RelyingParty(portal_url=settings.portal_url, name=settings.portal_name),
        protocol_signer=ProtocolSigner(settings.principal_signing_key),
    )


def _providers(settings: Settings) -> OpenIdProviders:
    if settings.environment == "production":
        return OpenIdProviders(is_outside, allows_plain_loopback=False)
    return OpenIdProviders(is_outside_or_this_machine, allows_plain_loopback=True)
