"""What makes an organisation's access fragile, and how bad that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args
from uuid import UUID

from chassis.clock import BERLIN
from contracts.risks import Risk, RiskCode, Severity

# Half a year covers a long illness and parental leave; whoever is away longer is no help.
LONG_UNUSED = timedelta(days=180)

# In the order in which they are shown.
RISK_CODES: tuple[RiskCode, ...] = get_args(RiskCode)
SEVERITIES: dict[RiskCode, Severity] = {
    "e_billing_address_bouncing": "high",
    "only_admin_is_generic_mailbox": "high",
    "contract_contact_never_active": "medium",
    "partner_contact_sees_nothing": "medium",
    "identity_without_second_factor": "medium",
    "admin_long_unused": "medium",
    "e_billing_account_never_active": "medium",
    "single_admin": "low",
    "invitation_expired": "low",
}

# Hints stand in the list; nobody is written to for their sake alone, week after week.
_WORTH_A_MAIL: frozenset[Severity] = frozenset({"high", "medium"})
CODES_WORTH_A_MAIL = tuple(code for code in RISK_CODES if SEVERITIES[code] in _WORTH_A_MAIL)
_MONDAY, _MORNING = 1, 7


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskTerms:
    """What the rules are measured by: the present, and which mailboxes belong to a desk."""

    now: datetime
    generic_mailboxes: tuple[str, ...]

    @property
    def unused_before(self) -> date:
        """The day before which somebody's last use is long ago."""
        return self.now.astimezone(BERLIN).date() - LONG_UNUSED


def week_of(now: datetime) -> str | None:
    """Return the ISO week for which reminders are due, such as `2026-W48`, or None.

    A week's reminders are due from Monday, seven in the morning in Berlin, on.
    """
    local = now.astimezone(BERLIN)
    year, week, weekday = local.isocalendar()
    if weekday == _MONDAY and local.hour < _MORNING:
        return None
    return f"{year}-W{week:02}"


def is_worth_telling(risks: Iterable[Risk], person_id: UUID, *, is_generic: bool) -> bool:
    """Return whether these risks of an organisation are worth a mail to one who administers it.

    A desk's mailbox is not written to when it is itself all that is wrong: whoever reads there
    knows, and who should know instead is the vendor, whose list has it.
    """
    grave = [risk for risk in risks if risk.severity in _WORTH_A_MAIL]
    about_himself_alone = all(risk.subject_id == person_id for risk in grave)
    return bool(grave) and not (is_generic and about_himself_alone)
