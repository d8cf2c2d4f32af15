"""What identity is asked about partners: certification, their customers, who is whose contact."""

from uuid import UUID

import msgspec

from contracts.identity import Reason


class SetCertification(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a partner is certified from now on (DW-01); for the vendor's people."""

    organisation_id: UUID
    is_certified: bool
    reason: Reason
