"""All that grows, and how it is asked."""

from bench.figures import Growth
from bench.growth import (
    chassis_tables,
    contracts,
    devices,
    documents,
    mails,
    people,
    requests,
)
from bench.growth.measuring import grown
from kontor_local.servers import Servers

SUBJECTS = (
    documents.DOCUMENTS,
    documents.KEPT,
    requests.DESK,
    requests.REQUESTS,
    contracts.CONTRACTS,
    devices.DEVICES,
    devices.ORDERS,
    devices.WISHES,
    people.PEOPLE,
    mails.WAITING,
    mails.SENT,
    chassis_tables.OUTBOX,
    chassis_tables.PARKED,
    chassis_tables.TRAIL,
)


def measure(servers: Servers) -> list[Growth]:
    """Return what each question costs among ten thousand, a hundred thousand and a million rows."""
    return grown(servers, SUBJECTS)
