"""The identity service: people, organisations, sessions, invitations, the audit trail."""

from gateway.clients.identity.access import AccessCalls
from gateway.clients.identity.access_requests import AccessRequestCalls
from gateway.clients.identity.api_keys import ApiKeyCalls
from gateway.clients.identity.colleagues import ColleagueCalls
from gateway.clients.identity.company_data import CompanyDataCalls
from gateway.clients.identity.directory import DirectoryCalls
from gateway.clients.identity.explain import ExplainCalls
from gateway.clients.identity.identity_providers import IdentityProviderCalls
from gateway.clients.identity.invitations import InvitationCalls
from gateway.clients.identity.machine_accounts import MachineAccountCalls
from gateway.clients.identity.members import MemberCalls
from gateway.clients.identity.organisations import OrganisationCalls
from gateway.clients.identity.own_account import OwnAccountCalls
from gateway.clients.identity.partners import PartnerCalls
from gateway.clients.identity.passkeys import PasskeyCalls
from gateway.clients.identity.previews import PreviewCalls
from gateway.clients.identity.profiles import ProfileCalls
from gateway.clients.identity.risks import RiskCalls
from gateway.clients.identity.second_factor import SecondFactorCalls
from gateway.clients.identity.support import SupportCalls
from gateway.clients.identity.support_changes import SupportChangeCalls


class Identity(
    AccessCalls,
    OwnAccountCalls,
    AccessRequestCalls,
    OrganisationCalls,
    CompanyDataCalls,
    InvitationCalls,
    MemberCalls,
    ApiKeyCalls,
    MachineAccountCalls,
    ColleagueCalls,
    DirectoryCalls,
    PartnerCalls,
    SupportCalls,
    SupportChangeCalls,
    RiskCalls,
    ExplainCalls,
    PreviewCalls,
    SecondFactorCalls,
    PasskeyCalls,
    IdentityProviderCalls,
    ProfileCalls,
):
    """Typed calls to identity, put together from the calls on each subject."""

    name = "identity"
