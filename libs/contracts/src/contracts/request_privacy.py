"""How long requests are kept, what is held, and what is kept about a person (GDPR 15, 17, 20)."""

from typing import Annotated
from uuid import UUID

import msgspec

HoldReason = Annotated[str, msgspec.Meta(min_length=3, max_length=2000)]
KeptDays = Annotated[int, msgspec.Meta(ge=30, le=3660)]
"""How long closed requests are kept: a month at least, ten years at most."""


class HoldRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Keeps a request from being erased until it is released, and says why."""

    request_id: UUID
    reason: HoldReason
