"""Who is asking: the claims that identity signs and every service verifies (docs/adr/0013)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

Role = Literal["admin", "member", "documents"]
OrganisationKind = Literal["customer", "partner", "vendor"]
DataScope = Literal["all", "own", "none"]
Team = Literal["verwaltung", "administration", "kollaboration"]
"""The teams of a partner (DW-23); none of them changes what its members see (DW-18)."""
SubjectKind = Literal["person", "system"]
Bar = Literal["contract_ended", "second_factor_required"]
"""What keeps a signed-in person out of everything but his own account, until it is mended."""

# Areas a person may be given one by one (SE-26). Self-Services belongs to admins alone (SE-19), and
# one's own requests to everybody who belongs to an organisation.
AREAS = (
    "post",
    "service_calls",
    "consumables",
    "meter_readings",
    "devices",
    "academy",
    "seminars",
    "videos",
    "wiki",
    "business",
)
# Areas that are open only where the organisation has booked what bears their name (SE-15, SE-63).
BOOKED_AREAS = ("academy", "seminars", "videos", "wiki")
# What a fresh member may do before anybody unlocks more for him (KM-06 to KM-08).
DEFAULT_AREAS = ("service_calls", "consumables", "meter_readings")

# Single actions that are granted one by one, whatever the person sees (docs/adr/0018).
UNLOCK_AREAS = "unlock_areas"
"""Makes a key user: gives colleagues the areas that he sees himself (KM-05, KM-09)."""
CHANGE_PARTNER_CONTACT = "change_partner_contact"
DOWNLOAD_LICENCE = "download_licence"
PARTNER_GRANTS = (CHANGE_PARTNER_CONTACT, DOWNLOAD_LICENCE)
"""What a partner's deciding teams allow its members to do (DW-19)."""
GRANTS = (UNLOCK_AREAS, *PARTNER_GRANTS)

EVERY_DOCUMENT_TYPE = "*"
"""Stands in a principal for every type of document, those to come too (B3)."""


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """One signed-in person, or one system with an API key, acting for one organisation."""

    subject: UUID
    kind: SubjectKind
    organisation_id: UUID | None
    organisation_kind: OrganisationKind | None
    role: Role | None
    areas: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    data_scope: DataScope = "all"
    document_types: tuple[str, ...] = ()
    """Which types of documents Post shows to the subject; whoever forgets them shows none."""
    entitlements: tuple[str, ...] = ()
    """What the organisation may use, from what it has booked."""
    scopes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """CloudEvents sources a publishing system may speak for."""
    reads_only: bool = False
    """A machine account: no service lets it change anything, whatever its areas."""
    session_id: UUID
    language: str = "de"
    barred_by: Bar | None = None
    """Why the subject may only look after his own account just now."""
    support_session_id: UUID | None = None
    """Set when one of the vendor's people looks into this organisation with its consent."""
    expires_at: datetime

    @property
    def is_staff(self) -> bool:
        """Whether the subject is one of the vendor's own people."""
        return self.kind == "person" and self.organisation_kind == "vendor"

    @property
    def is_of_partner(self) -> bool:
        """Whether the subject is a person who acts as a member of a partner."""
        return (
            self.kind == "person"
            and self.organisation_kind == "partner"
            and self.support_session_id is None
        )

    @property
    def is_admin(self) -> bool:
        """Whether the subject administers the organisation it acts for."""
        return self.role == "admin"

    @property
    def may_use_self_services(self) -> bool:
        """Whether packages and master data are shown: to those who decide (SE-19)."""
        return self.is_admin or self.is_staff

    @property
    def shown_document_types(self) -> tuple[str, ...] | None:
        """Which types of documents the subject is shown; None: every one (docs/adr/0035)."""
        if self.is_staff or EVERY_DOCUMENT_TYPE in self.document_types:
            return None
        return self.document_types

    def may_enter(self, area: str) -> bool:
        """Whether the area is shown to the subject; the vendor's people enter every area."""
        return self.is_staff or (area in self.areas and not self.lacks_entitlement(area))

    def lacks_entitlement(self, area: str) -> bool:
        """Whether the organisation must book something before any of its people enters the area."""
        return area in BOOKED_AREAS and area not in self.entitlements and not self.is_staff
