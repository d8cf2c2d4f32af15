"""What somebody is told of that which was attached to a request: no more than its place tells him.

A document, a contract or a device was attached as its requester saw it. Whoever reads the request
later may see less of such things, and reading it must open nothing to him.
"""

from dataclasses import dataclass

from msgspec import structs

from contracts.principal import Principal
from contracts.tickets import Attached

_POST, _DEVICES, _BUSINESS = "post", "devices", "business"
# Whoever calls for service, orders or reads meters finds the device for it (KM-06 to KM-08).
_WAYS_TO_DEVICES = (_DEVICES, "service_calls", "consumables", "meter_readings")


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachedSight:
    """Which attached things somebody is told of; whoever forgets to say so tells none."""

    document_types: tuple[str, ...] | None = ()
    """Types of documents; None for every one (docs/adr/0035)."""
    contracts: bool = False
    devices: bool = False
    contracts_of_devices: bool = False


SEES_NOTHING = AttachedSight()
SEES_EVERYTHING = AttachedSight(
    document_types=None, contracts=True, devices=True, contracts_of_devices=True
)


def attached_sight_of(caller: Principal) -> AttachedSight:
    """Return what the caller sees of his own organisation's things, as Post and catalog say it."""
    is_customer = caller.organisation_kind == "customer"
    return AttachedSight(
        document_types=caller.shown_document_types if caller.may_enter(_POST) else (),
        contracts=caller.is_admin if is_customer else caller.may_enter(_BUSINESS),
        devices=any(caller.may_enter(area) for area in _WAYS_TO_DEVICES),
        contracts_of_devices=caller.may_enter(_DEVICES),
    )


def seen_of(attached: Attached | None, sight: AttachedSight) -> Attached | None:
    """Return what was attached as far as it is told; None if nothing of it is."""
    if attached is None:
        return None
    types = sight.document_types
    documents = {
        name: document
        for name, document in attached.documents.items()
        if types is None or document.document_type in types
    }
    contracts = attached.contracts if sight.contracts else {}
    devices = attached.devices if sight.devices else {}
    if not sight.contracts_of_devices:
        devices = {
            name: structs.replace(device, contract_number=None) for name, device in devices.items()
        }
    if attached.access is None and not (documents or contracts or devices):
        return None
    return structs.replace(attached, documents=documents, contracts=contracts, devices=devices)
