"""The two companies of the demo; the bank account is the usual example of payment guides."""

from kontor_demo.documents.sketch import Party

MUSTERFABRIK = Party(
    name="Musterfabrik GmbH (Demo)",
    street="Musterstraße 1",
    postcode="12345",
    city="Musterstadt",
    email="rechnung@musterfabrik.example",
    phone="+49 30 23125 000",  # 030 23125 000 to 999 are reserved for films and fiction
    contact="Kundenbuchhaltung",
    vat_id="DE123456789",
    tax_number="12/345/67890",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
    bank="Musterbank (Demo)",
    register="Amtsgericht Musterstadt, HRB 00000 (Demo)",
)

MUSTERKUNDE = Party(
    name="Musterkunde AG (Demo)",
    street="Beispielweg 20",
    postcode="54321",
    city="Beispielhausen",
    email="buchhaltung@musterkunde.example",
    contact="Rechnungseingang",
    vat_id="DE987654321",
)
