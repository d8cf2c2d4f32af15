"""What identity has on file of companies, as a stand-in tells it."""

from dataclasses import dataclass
from uuid import UUID

from contracts.errors import NotFound, NotPermitted
from contracts.identity import Organisation
from contracts.master_data import MasterData
from contracts.master_data_changes import CompanyData
from contracts.principal import Principal

ON_FILE = MasterData(
    name="Musterfabrik GmbH (Demo)",
    street="Musterstraße 1",
    postal_code="10115",
    city="Berlin",
    country="DE",
    contact_name="Erika Muster",
    contact_email="erika@muster.example",
)


@dataclass(kw_only=True)
class CompanyFile:
    """The same for each company, until a test says otherwise."""

    values: MasterData = ON_FILE

    def shown_to(self, caller: Principal, organisation_id: UUID) -> CompanyData:
        """Answer as identity does: to the vendor's people, and to the company's administrators."""
        if not caller.is_staff and caller.organisation_id != organisation_id:
            raise NotFound("organisation")
        if not caller.may_use_self_services:
            raise NotPermitted("admin")
        organisation = Organisation(
            id=organisation_id,
            kind="customer",
            customer_number="10001",
            name=self.values.name or "",
            language="de",
        )
        return CompanyData(organisation=organisation, values=self.values)
