"""Changes of master data, as tests ask for them and decide them."""

from datetime import date
from itertools import count
from typing import Any

from chassis.testing import a_principal
from contracts.master_data import MasterData, MasterDataKind
from contracts.master_data_changes import (
    ApproveMasterDataChange,
    MasterDataChange,
    MasterDataChangeDetail,
    RefuseMasterDataChange,
    RequestMasterDataChange,
)
from contracts.principal import Principal
from tests.tickets.integration.world import World

_KEYS = count()
NEW_ADDRESS = {"street": "Am Kai 7", "postal_code": "20457", "city": "Hamburg", "country": "DE"}


def an_admin(**changes: Any) -> Principal:
    """Return somebody who administers a customer."""
    return a_principal(**{"role": "admin", **changes})


def a_wish(kind: MasterDataKind, **values: Any) -> RequestMasterDataChange:
    """Return what a customer sends; what is none of the values goes beside them."""
    beside = {
        name: values.pop(name)
        for name in ("effective_on", "note", "idempotency_key")
        if name in values
    }
    return RequestMasterDataChange(
        kind=kind,
        values=MasterData(**values),
        **{"idempotency_key": f"change-{next(_KEYS)}", **beside},
    )


def ask_for(
    world: World, admin: Principal, kind: MasterDataKind, **values: Any
) -> MasterDataChange:
    """Ask for a change."""
    return world.by(admin).request_master_data_change(admin, a_wish(kind, **values))


def look_at(world: World, caller: Principal, change: MasterDataChange) -> MasterDataChangeDetail:
    """Return a change as somebody sees it now."""
    return world.by(caller).get_master_data_change(caller, change.id)


def approve(
    world: World, agent: Principal, change: MasterDataChange, seen: str | None = None
) -> MasterDataChange:
    """Say yes."""
    request = ApproveMasterDataChange(change_id=change.id, seen=seen)
    return world.by(agent).approve_master_data_change(agent, request)


def refuse(
    world: World, agent: Principal, change: MasterDataChange, reason: str = "Es fehlt ein Nachweis."
) -> MasterDataChange:
    """Say no."""
    request = RefuseMasterDataChange(change_id=change.id, reason=reason)
    return world.by(agent).refuse_master_data_change(agent, request)


def in_days(world: World, days: int) -> date:
    """Return the day so many days from the test's today."""
    return date.fromordinal(world.clock.today().toordinal() + days)
