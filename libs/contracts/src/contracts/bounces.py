"""Why a mail did not reach its recipient: what the other side's mail server said, as codes."""

from typing import Annotated, Literal

import msgspec

BounceSeverity = Literal["hard", "soft"]
"""`hard`: refused for good (5.x.x). `soft`: for reasons that pass (4.x.x), but given up."""

BounceReason = Literal[
    "address_unknown", "mailbox_full", "mailbox_closed", "refused", "too_large", "expired", "other"
]


class Bounce(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail server said when it would not deliver a mail; none of its words.

    `status` is the enhanced status code (RFC 3463), None where it said none. `came_back`: the mail
    was taken first and came back later (RFC 3464).
    """

    severity: BounceSeverity
    reason: BounceReason
    status: Annotated[str, msgspec.Meta(pattern=r"^[245]\.\d{1,3}\.\d{1,3}$")] | None = None
    came_back: bool = False
