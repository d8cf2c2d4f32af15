"""What identity tells of the partners that somebody belongs to: his sites (DW-32)."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.partners import ServingPartner, ShortListExplanation
from contracts.principal import DataScope

SiteIds = Annotated[tuple[UUID, ...], msgspec.Meta(max_length=50)]


class PartnerSite(msgspec.Struct, frozen=True, kw_only=True):
    """One partner as one of its people finds it at this moment.

    It is open where he enters the business area there; `data_scope` is which customers he sees.
    """

    partner: ServingPartner
    is_open: bool
    data_scope: DataScope
    explanation: ShortListExplanation | None
    """What shortens his lists there, and whom to ask; None where nothing does (DW-34)."""


class PartnerSites(msgspec.Struct, frozen=True, kw_only=True):
    """Every partner that the caller belongs to."""

    items: tuple[PartnerSite, ...]
