"""Attach to a request how things stand at the moment in which it is opened."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.request_types import RequestType
from contracts.tickets import (
    Attached,
    AttachedAccess,
    AttachedContract,
    AttachedDevice,
    AttachedDocument,
    WantedSnapshot,
)
from tickets.domain.requests import access_of
from tickets.use_cases.requests.request_tools import RequestTools


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What a request is to show: by its kind and what was filled in, and what was asked for."""

    kind: RequestType
    fields: Mapping[str, str]
    snapshots: tuple[WantedSnapshot, ...]


@dataclass(kw_only=True, slots=True)
class _Found:
    documents: dict[str, AttachedDocument] = field(default_factory=dict)
    contracts: dict[str, AttachedContract] = field(default_factory=dict)
    devices: dict[str, AttachedDevice] = field(default_factory=dict)


def take_snapshots(
    caller: Principal,
    shown: Shown,
    tools: RequestTools,
    *,
    now: datetime,
    organisation_id: UUID | None,
) -> Attached | None:
    """Return how things stand now, as the caller sees them; None where there is nothing to attach.

    `organisation_id` is whose they have to be, where one of the vendor's people opens the request
    for somebody else, whose own access he does not know.

    Raises:
        InvalidInput: names everything that the caller does not see.
        ServiceUnavailable, DeadlinePassed: somebody who has to be asked does not answer.
    """
    found, faults = _Found(), list(_faults_of_access(shown, organisation_id))
    for name, fault_name, kind, thing_id in _wanted(shown):
        if not _look_up(name, kind, thing_id, found, tools, organisation_id):
            faults += [fault_name, "not_there"]
    if faults:
        raise InvalidInput(*faults)
    access = _access(caller, shown, tools) if organisation_id is None else None
    if access is None and not (found.documents or found.contracts or found.devices):
        return None
    return Attached(
        taken_at=now,
        documents=found.documents,
        contracts=found.contracts,
        devices=found.devices,
        access=access,
    )


def _wanted(shown: Shown) -> Iterator[tuple[str, str, str, UUID]]:
    """Yield each thing once: under which name it is kept, how a fault is named, its kind and id."""
    for asked in shown.kind.fields:
        if asked.kind in {"document", "contract", "device"} and asked.name in shown.fields:
            thing_id = _id_in(shown.fields[asked.name])
            # Numbers of devices and contracts may be written as they stand on a plate or a letter.
            if thing_id is not None:
                yield asked.name, f"fields.{asked.name}", asked.kind, thing_id
    for place, wanted in enumerate(shown.snapshots):
        if wanted.kind != "access" and wanted.id is not None:
            yield f"{wanted.kind}-{place + 1}", f"snapshots.{place}", wanted.kind, wanted.id


def _id_in(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _look_up(
    name: str,
    kind: str,
    thing_id: UUID,
    found: _Found,
    tools: RequestTools,
    organisation_id: UUID | None,
) -> bool:
    """Keep what the caller sees of a thing; return whether he sees it."""
    find: Callable[[UUID, UUID | None], object] = {
        "document": tools.documents.find,
        "contract": tools.catalog.find_contract,
        "device": tools.catalog.find_device,
    }[kind]
    thing = find(thing_id, organisation_id)
    if isinstance(thing, AttachedDocument):
        found.documents[name] = thing
    elif isinstance(thing, AttachedContract):
        found.contracts[name] = thing
    elif isinstance(thing, AttachedDevice):
        found.devices[name] = thing
    return thing is not None


def _faults_of_access(shown: Shown, organisation_id: UUID | None) -> Iterator[str]:
    for place, wanted in enumerate(shown.snapshots):
        if wanted.kind == "access" and organisation_id is not None:
            yield from (f"snapshots.{place}", "not_possible")
        elif wanted.kind == "access" and wanted.id is not None:
            yield from (f"snapshots.{place}.id", "not_asked")
        elif wanted.kind != "access" and wanted.id is None:
            yield from (f"snapshots.{place}.id", "missing")


def _access(caller: Principal, shown: Shown, tools: RequestTools) -> AttachedAccess | None:
    """Return what the caller may do, and why he may enter the area that he names or not (SE-65)."""
    is_asked = any(wanted.kind == "access" for wanted in shown.snapshots)
    if "access" not in shown.kind.attaches and not is_asked:
        return None
    access = access_of(caller)
    areas = [
        shown.fields[asked.name]
        for asked in shown.kind.fields
        if asked.kind == "area" and asked.name in shown.fields
    ]
    return tools.people.explain_area(areas[0], access) if areas else access
