"""All that grows, and how it is asked: a table for each part, so that none waits for another."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

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
from bench.growth.subject import Subject
from kontor_local.servers import Servers

SUBJECTS: Mapping[str, Sequence[Subject]] = {
    "growth-contracts": (contracts.CONTRACTS,),
    "growth-devices": (devices.DEVICES, devices.ORDERS, devices.WISHES),
    "growth-documents": (documents.DOCUMENTS, documents.KEPT),
    "growth-every-service": (
        chassis_tables.OUTBOX,
        chassis_tables.PARKED,
        chassis_tables.TRAIL,
    ),
    "growth-mails": (mails.WAITING, mails.SENT),
    "growth-people": (people.PEOPLE,),
    "growth-requests": (requests.DESK, requests.REQUESTS),
}


def measures() -> dict[str, Callable[[Servers], list[Growth]]]:
    """Return by table what measures it among ten thousand, a hundred thousand, a million rows."""
    return {name: partial(grown, subjects=subjects) for name, subjects in SUBJECTS.items()}
