"""Where master data are kept: identity has the company, billing-docs the e-billing address."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from contracts.billing_docs import EBillingAddress
from contracts.identity import Organisation
from contracts.master_data import MasterData, MasterDataKind
from contracts.master_data_changes import CompanyData
from tickets.adapters.calling import Calling


@dataclass(frozen=True, kw_only=True, slots=True)
class OnFile:
    """An organisation, and what is on file of it just now."""

    organisation: Organisation
    values: MasterData


class MasterDataOwners:
    """Where it is looked up what holds now, as the caller may see it."""

    def __init__(self, identity: Calling, billing_docs: Calling) -> None:
        self._identity = identity
        self._billing_docs = billing_docs

    def read(self, organisation_id: UUID, kind: MasterDataKind) -> OnFile:
        """Return what is on file just now; only changes of the address ask billing-docs.

        Raises:
            NotFound, NotPermitted: the caller may not see it.
            ServiceUnavailable, DeadlinePassed: its owner does not answer.
        """
        company = self._identity.call(
            "get_company_data", CompanyData, organisation_id=organisation_id
        )
        values = company.values
        if kind == "e_billing_address":
            named = self._billing_docs.call(
                "get_e_billing_address", EBillingAddress, organisation_id=organisation_id
            )
            values = msgspec.structs.replace(values, e_billing_address=named.email)
        return OnFile(organisation=company.organisation, values=values)
