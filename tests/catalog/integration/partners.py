"""A partner with people who see all, their own or none of three customers: the DocuWare example."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.contract_list import ContractPage, ContractQuery
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk

TODAY = date(2026, 3, 2)  # where the tests' clock stands


def partner_person(partner_id: UUID, scope: str = "all", **changes: Any) -> Principal:
    """Return somebody of a certified partner in its business area."""
    values: dict[str, Any] = {
        "organisation_id": partner_id,
        "organisation_kind": "partner",
        "role": "member",
        "areas": ("business",),
        "data_scope": scope,
    }
    return a_principal(**(values | changes))


@dataclass
class Partner:
    """Three customers A, B and C, and the three users of the DocuWare text."""

    desk: Desk
    id: UUID = field(default_factory=new_id)
    customers: dict[str, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.user_1 = partner_person(self.id, "all")
        self.user_2 = partner_person(self.id, "none")
        self.user_3 = partner_person(self.id, "own")
        contacts = {"A": self.user_2, "B": self.user_1, "C": self.user_3}
        for number, (name, contact) in enumerate(contacts.items()):
            self.customers[name] = self.add(name, f"2000{number}", contact.subject)

    def add(self, name: str, number: str, contact: UUID | None, **changes: Any) -> UUID:
        """Announce one more customer of the partner; return its id."""
        name = f"Kunde {name} (Demo)"
        customer_id = self.desk.new_customer(number, name=name)
        self.desk.serve(
            customer_id,
            customer_number=number,
            customer_name=name,
            partner_id=self.id,
            contact_person_id=contact,
            contact_name="Kim Muster" if contact else None,
            **changes,
        )
        return customer_id

    def page(self, caller: Principal, **query: Any) -> ContractPage:
        """Return a page of contracts as the caller sees them."""
        return self.desk.service.list_contracts(caller, ContractQuery(**query))

    def numbers(self, caller: Principal, **query: Any) -> list[str]:
        """Return the numbers of all contracts listed, page by page."""
        found: list[str] = []
        page = self.page(caller, **query)
        found += [item.number for item in page.items]
        while page.next_cursor is not None:
            page = self.page(caller, cursor=page.next_cursor, **query)
            found += [item.number for item in page.items]
        return found
