"""Ways in: a small answer and a page of fifty."""

from typing import Any, ClassVar

from chassis.entrypoints.calls import rpc
from chassis.service import Service
from contracts.principal import Principal

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


class AnsweringService(Service):
    """Answers those who are signed in, as every service does."""

    name: ClassVar[str] = "answering"

    @rpc(reads=True)
    def repeat(self, caller: Principal, text: str) -> str:
        """Return the text."""
        del caller
        return text

    @rpc(reads=True)
    def page(self, caller: Principal) -> list[dict[str, Any]]:
        """Return fifty rows."""
        del caller
        return ROWS
