"""Which devices are shown, and at which sites they stand."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, and_, func, or_, select, true

from catalog.store.contract_tables import CONTRACT
from catalog.store.device_tables import DEVICE


def shown_devices(today: date) -> Select[Any]:
    """Return the query of active devices, each with its contract if that is known here.

    One of another maker is shown while its contract runs (KM-17), one of ours from its
    contract's first day on, or at once where there is none to wait for (KM-12).
    """
    contract = and_(
        CONTRACT.c.source == DEVICE.c.source,
        CONTRACT.c.number == DEVICE.c.contract_number,
        CONTRACT.c.organisation_id == DEVICE.c.organisation_id,
    )
    has_begun = CONTRACT.c.starts_on <= today
    runs = has_begun & (CONTRACT.c.ends_on.is_(None) | (CONTRACT.c.ends_on >= today))
    waits = CONTRACT.c.starts_on > today
    return (
        select(
            DEVICE,
            CONTRACT.c.id.label("contract_id"),
            CONTRACT.c.title.label("contract_title"),
            CONTRACT.c.starts_on.label("contract_starts_on"),
            CONTRACT.c.ends_on.label("contract_ends_on"),
            func.coalesce(runs, False).label("is_contract_running"),
        )
        .select_from(DEVICE.outerjoin(CONTRACT, contract))
        .where(
            DEVICE.c.is_active,
            or_(
                and_(DEVICE.c.is_third_party, runs),
                and_(~DEVICE.c.is_third_party, func.coalesce(waits, False).is_(False)),
            ),
        )
    )


def sites_of(organisation_id: UUID) -> CTE:
    """Return every site of the organisation's devices, from one to the next along the index."""
    first, following = DEVICE.alias("first"), DEVICE.alias("following")
    sites = (
        select(first.c.site)
        .where(first.c.organisation_id == organisation_id, first.c.site.is_not(None))
        .order_by(first.c.site)
        .limit(1)
        .cte("sites", recursive=True)
    )
    next_site = (
        select(following.c.site)
        .where(following.c.organisation_id == organisation_id, following.c.site > sites.c.site)
        .order_by(following.c.site)
        .limit(1)
        .lateral("next_site")
    )
    return sites.union_all(select(next_site.c.site).select_from(sites.join(next_site, true())))
