"""Fifty rows, as `bench/answering` has them."""

ROWS = [
    {
        "id": f"01890a5d-ac96-774b-bcce-{number:012d}",
        "number": f"RE-2026-{number:06d}",
        "title": "Wartung",
        "issued_on": "2026-03-02",
        "total": {"minor_units": 118_405 + number, "currency": "EUR"},
        "seller_name": "Musterfabrik GmbH (Demo)",
        "buyer_name": "Musterkunde AG (Demo)",
        "faults": [],
        "is_unread": True,
    }
    for number in range(50)
]
