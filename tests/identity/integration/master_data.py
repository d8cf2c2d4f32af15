"""Approved changes of master data, as tickets tells identity of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.events import MASTER_DATA_IN_FORCE, MasterDataInForce
from contracts.master_data import MasterData

NEW_ADDRESS = MasterData(street="Am Kai 7", postal_code="20457", city="Hamburg", country="DE")


def moved(organisation_id: UUID, at: datetime, **changes: Any) -> Incoming[MasterDataInForce]:
    """Return the word that the organisation sits elsewhere from `at` on, with `changes`."""
    values: dict[str, Any] = {
        "change_id": new_id(),
        "organisation_id": organisation_id,
        "kind": "move",
        "new": NEW_ADDRESS,
        "approved_by": new_id(),
        "at": at,
    }
    data = MasterDataInForce(**{**values, **changes})
    return Incoming(
        id=str(new_id()),
        source="/kontor/tickets",
        type=MASTER_DATA_IN_FORCE,
        time=None,
        body_sha256=str(hash(msgspec.json.encode(data))),
        data=data,
    )


def renamed(
    organisation_id: UUID, at: datetime, name: str, **changes: Any
) -> Incoming[MasterDataInForce]:
    """Return the word that the organisation has another name from `at` on."""
    return moved(organisation_id, at, kind="renaming", new=MasterData(name=name), **changes)
