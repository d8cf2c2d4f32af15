"""The sites that somebody looks at: partners, each with what he sees there (DW-32, DW-33)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from catalog.domain.sight import Sight
from contracts.partner_sites import PartnerSite
from contracts.partners import ShortListExplanation
from contracts.principal import Principal


@dataclass(frozen=True, kw_only=True, slots=True)
class Sites:
    """What somebody sees at each of the sites he looks at, and what shortens his lists."""

    sights: tuple[Sight, ...]
    explanations: tuple[ShortListExplanation, ...] = ()


def joined_sites(
    caller: Principal,
    present: Sight,
    found: Iterable[PartnerSite],
    partner_ids: tuple[UUID, ...],
) -> Sites:
    """Return the sites that were named, or all of them if none was.

    Where the caller acts, his principal counts; elsewhere what identity says. What is no site of
    his adds nothing, whether it exists or not; one that is shut to him adds why.
    """
    sights: list[Sight] = []
    explanations: list[ShortListExplanation] = []
    if _is_wanted(present.organisation_id, partner_ids):
        sights.append(present)
    for site in found:
        if not _is_wanted(site.partner.id, partner_ids):
            continue
        if site.explanation is not None:
            explanations.append(site.explanation)
        if site.is_open and site.partner.id != present.organisation_id:
            sights.append(_sight_at(site, caller))
    return Sites(sights=tuple(sights), explanations=tuple(explanations))


def _sight_at(site: PartnerSite, caller: Principal) -> Sight:
    return Sight(
        standing="partner",
        organisation_id=site.partner.id,
        contact_person_id=caller.subject if site.data_scope == "own" else None,
        sees_nothing=site.data_scope == "none",
    )


def _is_wanted(partner_id: UUID, partner_ids: tuple[UUID, ...]) -> bool:
    return not partner_ids or partner_id in partner_ids
