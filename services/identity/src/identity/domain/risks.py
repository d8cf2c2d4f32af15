"""What makes an organisation's access fragile, and how bad that is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args

from chassis.clock import BERLIN
from contracts.risks import RiskCode, Severity

# Half a year covers a long illness and parental leave; whoever is away longer is no help.
LONG_UNUSED = timedelta(days=180)

# In the order in which they are shown.
RISK_CODES: tuple[RiskCode, ...] = get_args(RiskCode)
SEVERITIES: dict[RiskCode, Severity] = {
    "e_billing_address_bouncing": "high",
    "only_admin_is_generic_mailbox": "high",
    "contract_contact_never_active": "medium",
    "admin_long_unused": "medium",
    "e_billing_account_never_active": "medium",
    "single_admin": "low",
    "invitation_expired": "low",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskTerms:
    """What the rules are measured by: the present, and which mailboxes belong to a desk."""

    now: datetime
    generic_mailboxes: tuple[str, ...]

    @property
    def unused_before(self) -> date:
        """The day before which somebody's last use is long ago."""
        return self.now.astimezone(BERLIN).date() - LONG_UNUSED
