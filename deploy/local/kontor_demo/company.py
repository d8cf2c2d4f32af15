"""Who is who in the demo: clearly invented, at addresses that lead nowhere (RFC 2606)."""

from contracts.inbound import CustomerUpserted, PostalAddress
from kontor_demo.documents import MUSTERKUNDE, Party
from kontor_demo.portal import Account

# The same for all, and printed at the start: there is nothing behind it but the demo.
PASSWORD = "Drei-Ordner-im-Regal-7"  # noqa: S105 - a demo's

VENDOR_NAME = "Musterfabrik GmbH (Demo)"
ADMINISTRATION = Account(
    email="verwaltung@musterfabrik.example", name="Vera Muster (Demo)", password=PASSWORD
)
CUSTOMER_ADMIN = Account(
    email="admin@musterkunde.example", name="Adam Muster (Demo)", password=PASSWORD
)
ACCOUNTANT = Account(
    email="rechnung@musterkunde.example", name="Berta Muster (Demo)", password=PASSWORD
)
COLLEAGUE = Account(
    email="lager@musterkunde.example", name="Clara Muster (Demo)", password=PASSWORD
)
PARTNER_ADMIN = Account(
    email="leitung@musterpartner.example", name="Paul Muster (Demo)", password=PASSWORD
)
PARTNER_NAME = "Musterpartner GmbH (Demo)"
PARTNER_NUMBER = "20001"
# Looks after one of the partner's customers, and sees no other.
PARTNER_CONTACT = Account(
    email="kontakt@musterpartner.example", name="Petra Muster (Demo)", password=PASSWORD
)

BEISPIELBETRIEB = Party(
    name="Beispielbetrieb KG (Demo)",
    street="Musterallee 7",
    postcode="11111",
    city="Musterhausen",
    email="info@beispielbetrieb.example",
    contact="Verwaltung",
    vat_id="DE111111111",
)

CUSTOMERS = (
    CustomerUpserted(
        customer_number="10001",
        name=MUSTERKUNDE.name,
        version=1,
        contact_email=CUSTOMER_ADMIN.email,
        e_billing_address=ACCOUNTANT.email,
        address=PostalAddress(street="Musterstraße 1", postal_code="10115", city="Berlin"),
        contact_name=CUSTOMER_ADMIN.name,
        contact_phone="+49 171 3920012",
        partner_number=PARTNER_NUMBER,
    ),
    # Never activated, and served all the same (SE-12); its contact is a generic mailbox (SE-34).
    CustomerUpserted(
        customer_number="10002",
        name=BEISPIELBETRIEB.name,
        version=1,
        contact_email=BEISPIELBETRIEB.email,
        e_billing_address="buchhaltung@beispielbetrieb.example",
        partner_number=PARTNER_NUMBER,
    ),
)
