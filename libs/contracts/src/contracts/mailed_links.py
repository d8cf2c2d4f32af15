"""What identity is asked about the links that it mails."""

from datetime import datetime

import msgspec

from contracts.accounts import LinkPurpose


class LinkPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What the holder of a mailed link sees before using it; looking uses nothing up."""

    purpose: LinkPurpose
    email: str
    expires_at: datetime
