"""A partner's customers and prospects as catalog describes them, for tests of the gateway."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from contracts.partner_accounts import AccountDetail, AccountPage, Particulars, PartnerAccount
from contracts.partners import ServingPartner
from tests.gateway.contract_samples import a_contract
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID

ACCOUNT_ID = UUID("01930000-0000-7000-8000-0000000000d1")
PARTNER = ServingPartner(id=ORGANISATION_ID, name="Standort Nord (Demo)")


def an_account(**changes: Any) -> PartnerAccount:
    """Return a customer with a partner contact, with `changes`."""
    values: dict[str, Any] = {
        "id": ACCOUNT_ID,
        "kind": "customer",
        "customer_number": "10001",
        "name": "Musterfabrik GmbH (Demo)",
        "partner": PARTNER,
        "contact_person_id": PERSON_ID,
        "contact_name": "Kim Muster",
        "since": datetime(2026, 3, 2, 23, 30, tzinfo=UTC),
    }
    return PartnerAccount(**(values | changes))


def a_prospect(**changes: Any) -> PartnerAccount:
    """Return a prospect, with `changes`."""
    values = {"kind": "prospect", "customer_number": None, "name": "Neukunde AG (Demo)"}
    return an_account(**(values | changes))


def accounts(*items: PartnerAccount, **changes: Any) -> AccountPage:
    """Return a page of these, with `changes`."""
    values: dict[str, Any] = {
        "items": items,
        "total": len(items),
        "is_more": False,
        "next_cursor": None,
    }
    return AccountPage(**(values | changes))


def a_customer_detail(**changes: Any) -> AccountDetail:
    """Return a customer with one contract, with `changes`."""
    values: dict[str, Any] = {
        "account": an_account(),
        "contracts": (a_contract(),),
        "contract_total": 1,
    }
    return AccountDetail(**(values | changes))


def a_prospect_detail(**changes: Any) -> AccountDetail:
    """Return a prospect whose city is known, with `changes`."""
    values: dict[str, Any] = {
        "account": a_prospect(),
        "contracts": (),
        "contract_total": 0,
        "particulars": Particulars(city="Köln", note="Von der Messe"),
        "version": 3,
    }
    return AccountDetail(**(values | changes))
