"""What clients send about people's particulars where it is less than identity is called with."""

import msgspec

from contracts.identity import Reason
from contracts.profiles import AccountSubject


class AccountChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which account outside the portal is the person's, none with null, and why we say so."""

    subject: AccountSubject | None
    reason: Reason
